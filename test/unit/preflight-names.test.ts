// Proves which hosts files and which orders of name services stop a run, in these words; what the probe finds stands in probe-names.test.ts.
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import type { HostsFile, NameFacts } from '../../probe/name-facts.ts';
import { findObstacles } from '../../probe/preflight.ts';
import { bareHost } from '../support/deployment.ts';
import { devValues, topologyOf } from '../support/config-fixture.ts';

const topology = topologyOf(devValues());
const plan = makePlan(topology);

function found(naming: Partial<NameFacts>, host = 'engine1', removing = false): string[] {
  const bare = bareHost();
  const facts = { ...bare, naming: { ...bare.naming, ...naming } };
  return findObstacles(topology, plan, new Map([[host, { ok: true, facts }]]), removing)
    .filter(({ id }) => id.startsWith('hosts-file'))
    .map(({ text }) => text);
}

const fix =
  "The names of the plan are written to /etc/hosts, so put files first: sudo sed -i --follow-symlinks 's/^hosts:/hosts: files/' /etc/nsswitch.conf";
const stands = (order: string): string => `in the line 'hosts:' of /etc/nsswitch.conf is '${order}'`;

describe('the order in which names are looked up', () => {
  it.each([
    'files dns',
    'files myhostname resolve [!UNAVAIL=return] dns',
    'resolve [!UNAVAIL=return] files',
    '',
  ])('may be %j', (order) => expect(found({ order })).toEqual([]));

  it('must have /etc/hosts in it', () => {
    expect(found({ order: 'dns' })).toEqual([
      `never reads names from /etc/hosts: ${stands('dns')}, without files. ${fix}`,
    ]);
    expect(found({ order: 'dns' }, 'gateway')).toEqual([]);
  });

  it('must not begin with a systemd-resolved that does not read /etc/hosts', () => {
    const order = 'resolve [!UNAVAIL=return] files';
    expect(found({ order, resolvedReadsHosts: false })).toEqual([
      `asks systemd-resolved for names before /etc/hosts, which it does not read (ReadEtcHosts=no in /etc/systemd/resolved.conf, or in a file of resolved.conf.d): ${stands(order)}. ${fix}`,
    ]);
    expect(found({ order: 'files resolve', resolvedReadsHosts: false })).toEqual([]);
  });

  it('must not begin with what leads a name to the host itself, or elsewhere', () => {
    const order = 'myhostname files dns';
    const answer = (...addresses: string[]) => ({ order, before: { myhostname: { engine1: addresses } } });
    expect(found(answer('127.0.0.2', '::1'))).toEqual([
      `asks myhostname for names before /etc/hosts, which says that engine1 is 127.0.0.2, ::1 instead of 10.48.1.81: ${stands(order)}. ${fix}`,
    ]);
    expect(found(answer('10.48.1.81', 'fe80::1%eth0'))).toEqual([]);
    expect(found(answer())).toEqual([]);
  });
});

describe('/etc/hosts', () => {
  const file: HostsFile = { path: '/etc/hosts', isThere: true, writable: true, flags: '' };

  it('may be a link to a file', () => {
    expect(found({ file: { ...file, path: '/run/hosts' } })).toEqual([]);
  });

  it('must be there, and not be protected', () => {
    expect(found({ file: { ...file, isThere: false } })).toEqual([
      "has no file /etc/hosts, but the names of the plan are written there. Create it, at least with the line '127.0.0.1 localhost'",
    ]);
    expect(found({ file: { ...file, flags: 'i' } })).toEqual([
      "protects /etc/hosts from being replaced (lsattr shows i), but the names of the plan are written there. Remove that with 'sudo chattr -i /etc/hosts'. Find out what set it, as that may set it again",
    ]);
    expect(found({ file: { ...file, path: '/nix/store/x-hosts', writable: false } })).toEqual([
      "has /nix/store/x-hosts, to which /etc/hosts links, on a read-only file system, but the names of the plan are written there. 'findmnt --target /nix/store/x-hosts' shows how it is mounted. If the file is made from a configuration, as on NixOS, make /etc/hosts a separate file",
    ]);
  });

  it('is of no concern where no names are written, and must be writable for what takes them back', () => {
    expect(found({ file: { ...file, flags: 'i' } }, 'gateway')).toEqual([]);
    expect(found({ file: { ...file, flags: 'i' } }, 'engine1', true)).toHaveLength(1);
  });
});
