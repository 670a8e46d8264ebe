// Proves which IPv6 addresses are strangers to an IPv4 address, and how they are warned of; not what a name server says.
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import type { NameFacts } from '../../probe/name-facts.ts';
import { ipv6In, strangersTo } from '../../probe/ipv6.ts';
import type { ProbeResult } from '../../probe/probe-result.ts';
import { preflightWarnings, warningText } from '../../probe/warnings.ts';
import { bareHost } from '../support/deployment.ts';
import { devValues, set, topologyOf } from '../support/config-fixture.ts';

describe('IPv6 addresses of a name', () => {
  it('are strangers unless they are the same address in another form', () => {
    const same = ['::ffff:203.0.113.98', '::FFFF:CB00:7162', '64:ff9b::203.0.113.98', '64:ff9b::cb00:7162'];
    expect(strangersTo('203.0.113.98', same)).toEqual([]);
    const others = ['2001:db8::98', '::1', 'fe80::1%eth0', '::ffff:203.0.113.99', '64:ff9b::1'];
    expect(strangersTo('203.0.113.98', others)).toEqual(others);
  });

  it('are read off what getent prints, each once', () => {
    expect(ipv6In('2001:db8::98 STREAM a\n2001:db8::98 DGRAM\n203.0.113.98 STREAM\n')).toEqual([
      '2001:db8::98',
    ]);
    expect(ipv6In('')).toEqual([]);
  });
});

function said(found: Record<string, Partial<NameFacts>>, here = {}, from = 'dns'): string[] {
  const values = devValues();
  set(values, ['hosts', 'gateway', 'publicNameFrom'], from);
  const topology = topologyOf(values);
  const results = new Map(
    Object.entries(found).map(([id, naming]): [string, ProbeResult] => {
      const bare = bareHost();
      return [id, { ok: true, facts: { ...bare, naming: { ...bare.naming, ...naming } } }];
    }),
  );
  return preflightWarnings(topology, makePlan(topology), results, here).map(warningText);
}

const ipv6 = { 'my-public-domain': { all: ['2001:db8::98'], inFile: [] } };

describe('preflight warns', () => {
  it('of a public name that has an IPv6 address as well, once for all machines that get it', () => {
    const here = { 'my-public-domain': ['2001:db8::98'] };
    expect(said({ kafkaclientmachine1: { ipv6 }, kafkaclientmachine2: { ipv6 } }, here)).toEqual([
      "kafkaclientmachine1, kafkaclientmachine2, this machine: my-public-domain has 2001:db8::98 in addition to 203.0.113.98, and Kafka uses only IPv4 here: clients that try IPv6 first are refused, or wait for a time-out. Remove the IPv6 address (AAAA) from DNS, or from that machine's /etc/hosts, or give clients a name that has none (ipv6-beside-ipv4)",
    ]);
    expect(said({}, here)).toHaveLength(1);
  });

  it('of none that this run takes out of /etc/hosts', () => {
    const inFile = { 'my-public-domain': { all: ['2001:db8::98'], inFile: ['2001:db8::98'] } };
    expect(said({ kafkaclientmachine1: { ipv6: inFile } }, {}, 'hosts')).toEqual([]);
    expect(said({ kafkaclientmachine1: { ipv6: inFile } })).toHaveLength(1);
    expect(said({ kafkaclientmachine1: { ipv6 } }, {}, 'hosts')).toHaveLength(1);
    const mapped = { 'my-public-domain': { all: ['::ffff:203.0.113.98'], inFile: [] } };
    expect(said({ kafkaclientmachine1: { ipv6: mapped } })).toEqual([]);
  });

  it('of what writes /etc/hosts, with the setting to change, where we write names', () => {
    const later =
      '. Until then, the lines of kafka-proxied come back when the host starts, before its services, but not when the file is written later (hosts-file-overwritten)';
    const place = '/etc/cloud/cloud.cfg.d/90.cfg';
    const vendor = '/var/lib/cloud/instance/vendor-cloud-config.txt';
    expect(
      said({
        engine1: {
          writers: [
            { kind: 'cloud-init', place, value: 'true' },
            { kind: 'cloud-init', place: vendor, value: 'localhost' },
            { kind: 'wsl', place: '/etc/wsl.conf' },
            { kind: 'mount', place: '/etc/hosts' },
            { kind: 'file', place: '/etc/rc.local' },
          ],
        },
        gateway: { writers: [{ kind: 'file', place: '/etc/rc.local' }] },
      }),
    ).toEqual([
      `engine1: cloud-init writes /etc/hosts at each boot (manage_etc_hosts: true in ${place}). Set it to false there${later}`,
      `engine1: cloud-init writes /etc/hosts at each boot (manage_etc_hosts: localhost in ${vendor}). That came with the machine, by its provider or its user data: remove 'update_etc_hosts' from /etc/cloud/cloud.cfg${later}`,
      `engine1: WSL writes /etc/hosts at each start. Set generateHosts=false in the section [network] of /etc/wsl.conf${later}`,
      `engine1: something is mounted over /etc/hosts, for instance by a container manager, which writes it at each start. Give the names of the plan to that manager as well, or mount nothing there${later}`,
      `engine1: /etc/rc.local has a line that writes /etc/hosts. Change it, so that it keeps the lines of kafka-proxied${later}`,
    ]);
  });
});
