// Proves where a secret goes in what is registered; that state, logs and process lists lack it, the lab proves.
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Topology } from '../../config/topology.ts';
import { deployed, factsAfter, isRemote, isTentative, stdinOf } from '../support/deployment.ts';
import { resourceOf, type Run } from '../support/mocks.ts';
import { check, devValues, set, topologyOf, unset } from '../support/config-fixture.ts';

const password = 'correct-horse-battery-staple';
const property = 'password.encoder.secret';
const now = '2026-02-02T02:02:02.222Z';

function topologyWithSecret(): Topology {
  const values = devValues();
  const settings = (values['clusters'] as Record<string, { settings: Record<string, unknown> }>)['cluster1'];
  if (settings) settings.settings[property] = { secret: 'keystore' };
  const checked = check(values, undefined, {
    secretKeys: ['kafka-proxied:secrets'],
    secretNames: ['keystore'],
  });
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.topology;
}

/** Commands that carry a private key of the dev stack's. */
const holdsKeys =
  /-broker-\d-secrets$|-client-cluster1-keys$|-tunnel-cluster2-identity$|^mirror-to-cluster2-keys$/;
const secretCommands = [1, 2, 3].map((id) => `cluster1-broker-${id}-secrets`);

/** A command that runs here has no connection to hide. */
const hidden = (name: string): string[] => (/-firewall-(rules|withdrawn)$/.test(name) ? [] : ['connection']);

describe('a secret broker property', () => {
  let topology: Topology;
  let run: Run;
  beforeAll(async () => {
    topology = topologyWithSecret();
    run = await deployed(topology, { secrets: { keystore: password } });
  });

  it('is a third resource of each broker, whose stdin is a secret', () => {
    expect(run.resources.map(({ name }) => name).filter((name) => name.endsWith('-secrets'))).toEqual(
      expect.arrayContaining(secretCommands),
    );
    for (const id of [1, 2, 3]) {
      const command = resourceOf(run, `cluster1-broker-${id}-secrets`);
      expect(command.secrets.sort()).toEqual(['connection', 'stdin']);
      expect(stdinOf(command)).toContain(`\n  ${property}=${password}\n`);
      expect(command.inputs['create']).toBe(
        `sudo -n /opt/kafka-proxied/bin/host converge secrets kafka-cluster1-${id}`,
      );
      const children = run.resources.filter(({ parent }) => parent === `cluster1-broker-${id}`);
      expect(children).toHaveLength(3);
    }
  });

  it('is in no other input, output or note', () => {
    const others = run.resources.filter(({ name }) => !secretCommands.includes(name));
    expect(others.length).toBe(run.resources.length - 3);
    expect(JSON.stringify(others)).not.toContain(password);
    for (const name of secretCommands) {
      const { inputs, outputs } = resourceOf(run, name);
      expect(JSON.stringify({ ...inputs, stdin: '' })).not.toContain(password);
      expect(outputs).toBeUndefined();
    }
    expect(run.notes.join()).not.toContain(password);
  });

  it('makes nothing else a secret: diffs of plain files stay readable', () => {
    for (const { name, secrets } of run.resources.filter(isRemote)) {
      const isSecret = secretCommands.includes(name) || holdsKeys.test(name);
      expect(secrets, name).toEqual(isSecret ? ['connection', 'stdin'] : hidden(name));
    }
  });

  /** Names of the resources whose inputs differ from those of the first run. */
  const differing = (next: Run): string[] =>
    next.resources
      .filter(({ name, inputs }) => JSON.stringify(inputs) !== JSON.stringify(resourceOf(run, name).inputs))
      .map(({ name }) => name)
      .sort();
  const rolls = [1, 2, 3].map((id) => `cluster1-broker-${id}-roll`);

  it('is quiet while it stays, and rolls every broker when it changes', async () => {
    const facts = factsAfter(topology, run);
    const quiet = await deployed(topology, { facts, now, secrets: { keystore: password } });
    expect(differing(quiet)).toEqual([]);
    expect(quiet.notes).toEqual([]);
    const next = await deployed(topology, { facts, now, secrets: { keystore: 'another' } });
    expect(differing(next)).toEqual([...rolls, ...secretCommands].sort());
    expect(stdinOf(resourceOf(next, 'cluster1-broker-1-roll'))).toMatch(/^stamp \S+ another configuration\n/);
    expect(next.notes).toHaveLength(3);
  });

  it('that arrived in a run which ended before the roll still rolls', async () => {
    const next = await deployed(topology, {
      facts: factsAfter(topology, run),
      now,
      secrets: { keystore: 'new' },
    });
    const facts = factsAfter(topology, run);
    const later = factsAfter(topology, next);
    for (const id of [1, 2, 3]) {
      const key = `secrets--kafka-cluster1-${id}`;
      const stamp = later[`engine${id}`]?.stamps[key];
      Object.assign(facts[`engine${id}`]?.stamps ?? {}, { [key]: stamp });
    }
    const third = await deployed(topology, {
      facts,
      now: '2026-03-03T03:03:03.333Z',
      secrets: { keystore: 'new' },
    });
    expect(differing(third).filter((name) => name.endsWith('-roll'))).toEqual(rolls);
  });
});

describe('without secret properties and keys', () => {
  it('there is no resource of secrets, and no secret stdin', async () => {
    const values = devValues();
    set(values, ['clusters', 'cluster1', 'tls'], { external: false });
    unset(values, ['clusters', 'cluster2', 'clients']);
    const run = await deployed(topologyOf(values));
    expect(run.resources.filter(({ name }) => /secret|keys/.test(name))).toEqual([]);
    for (const { name, secrets } of run.resources.filter(isRemote))
      expect(secrets, name).toEqual(hidden(name));
  });
});

describe('a private key file', () => {
  it('is read only where there is no agent, and is a secret then', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kafka-proxied-key-'));
    try {
      const file = join(folder, 'id_ed25519');
      writeFileSync(file, 'the private key\n');
      const topology = topologyOf(devValues());
      for (const host of topology.hosts) {
        if (!host.ssh) continue;
        delete host.ssh.agentSocket;
        host.ssh.privateKeyFile = file;
      }
      const run = await deployed(topology);
      for (const { inputs } of run.resources.filter(isTentative)) {
        expect(inputs['stdin']).toContain(`\nset login.0.identity ${file}\n`);
        expect(JSON.stringify(inputs)).not.toContain('the private key');
      }
      for (const { name, inputs, secrets } of run.resources.filter(
        (one) => isRemote(one) && !isTentative(one),
      )) {
        expect(inputs['connection'], name).toMatchObject({ privateKey: 'the private key\n' });
        expect(inputs['connection'], name).not.toHaveProperty('agentSocketPath');
        expect(secrets, name).toEqual(holdsKeys.test(name) ? ['connection', 'stdin'] : ['connection']);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
