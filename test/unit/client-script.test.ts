// Proves what kind-client.sh leaves in a folder that passes for a host; not root's rights, nor a real login.
import { readdirSync, statSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openRoutes } from '../../config/plan/select.ts';
import { makePlan } from '../../config/plan/make.ts';
import { clientSizes } from '../../config/settings.ts';
import { clientDocument } from '../../templates/client/document.ts';
import type { Document } from '../../templates/document.ts';
import { hostScripts } from '../../templates/scripts.ts';
import { type Outcome, temporaryHost } from '../support/temporary-host.ts';
import { devValues, topologyOf } from '../support/config-fixture.ts';

const command = '/usr/local/bin/kafka';
const profile = '/etc/profile.d/kafka-proxied.sh';
const folder = '/etc/kafka-proxied/client';
const host = temporaryHost();

/** The document of the workstation with the dev stack's cluster under each of these names. */
function documentFor(...names: string[]): Document {
  const values = devValues();
  const [cluster] = topologyOf(values).clusters;
  if (!cluster) throw new Error('no cluster');
  const plan = makePlan(topologyOf(values));
  const clusters = names.map((id) => ({ ...cluster, id }));
  const routes = names.flatMap((id) =>
    openRoutes(plan).map((route) => ({ ...route, service: { ...route.service, cluster: id } })),
  );
  return clientDocument({ ...plan, routes }, 'workstation', clusters, (of) => clientSizes(of.settings));
}

function converge(...names: string[]): Outcome {
  return host.run('converge', 'client', 'kafka', documentFor(...names));
}

describe('converge', () => {
  it('places the command, the files of every cluster and the profile, and expects each of them', () => {
    const { code, stderr, results } = converge('alpha', 'beta');
    expect([code, stderr]).toEqual([0, '']);
    expect(host.read(command)).toBe(hostScripts()['kafka.sh']);
    expect(statSync(host.path(command)).mode & 0o777).toBe(0o755);
    expect(host.read(profile)).toContain('export KAFKA_HOME=/opt/kafka-proxied/versions/3.9.2\n');
    expect(host.read(`${folder}/beta/cluster`)).toContain('bootstrap engine1:9091,');
    const expected = results.split('\n').slice(0, -1);
    expect(expected.every((line) => line.startsWith('file '))).toBe(true);
    // Four for each cluster, two common ones, command, profile.
    expect(new Set(expected).size).toBe(12);
  });

  it('changes nothing when it runs again', () => {
    converge('alpha');
    const before = statSync(host.path(`${folder}/alpha/cluster`));
    expect(converge('alpha').code).toBe(0);
    expect(statSync(host.path(`${folder}/alpha/cluster`)).ino).toBe(before.ino);
  });

  it('removes what is no longer listed, in its own folder only', () => {
    converge('alpha', 'beta');
    host.write('/outside/precious', 'stays');
    symlinkSync(host.path('/outside'), host.path(`${folder}/gone`));
    host.write(`${folder}/tools-0.0.0`, 'of an old version');
    expect(converge('beta').code).toBe(0);
    expect(readdirSync(host.path(folder)).sort()).toEqual(['beta', 'defaults.conf', 'tools-3.9.2']);
    expect(host.read('/outside/precious')).toBe('stays');
  });

  it.each([
    ['a program', (path: string) => host.write(path, '#!/bin/bash\necho not ours\n', 0o755)],
    ['an empty file', (path: string) => host.write(path, '')],
    ['a link that leads nowhere', (path: string) => symlinkSync('/nonexistent', host.path(path))],
    [
      'a link to a copy of ours',
      (path: string) => {
        host.write('/elsewhere', hostScripts()['kafka.sh'] ?? '');
        symlinkSync(host.path('/elsewhere'), host.path(path));
      },
    ],
  ])('refuses %s in the place of the command, and changes nothing', (_, put) => {
    put(command);
    const { code, stderr } = converge('alpha');
    expect(code).toBe(1);
    expect(stderr).toContain('is not ours');
    expect(host.has(folder)).toBe(false);
  });

  it('refuses scripts of another release', () => {
    host.write('scripts/kafka.sh', '#!/bin/bash\n# kafka-proxied: older\n');
    const { code, stderr } = converge('alpha');
    expect(code).toBe(1);
    expect(stderr).toContain('another release');
    expect(host.has(command)).toBe(false);
  });
});

describe('remove', () => {
  const remove = () => host.run('remove', 'client', 'kafka', { params: {}, files: {} });

  it('takes everything back', () => {
    converge('alpha');
    expect(remove().code).toBe(0);
    for (const place of [command, profile, folder]) expect(host.has(place)).toBe(false);
  });

  it('leaves a command that became another’s, and minds nothing that is gone', () => {
    host.write(command, '#!/bin/bash\necho theirs\n');
    expect(remove().code).toBe(0);
    expect(host.read(command)).toContain('theirs');
  });
});
