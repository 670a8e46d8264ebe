// Does not prove what a host, OpenSSH's login or Kafka make of accepted text: scripts, renderers and the lab have tests of their own.
import { execFileSync } from 'node:child_process';
import { isAbsolute, join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { Checked } from '../../config/check.ts';
import { makePlan } from '../../config/plan/make.ts';
import { pathText, problemsText } from '../../config/problem.ts';
import type { Topology } from '../../config/topology.ts';
import { sshArgv, sshTarget } from '../../ssh/target.ts';
import type { Document } from '../../templates/document.ts';
import { readProperties } from '../support/java-properties.ts';
import { hidden, nasty } from '../support/nasty.ts';
import { documentsOf } from '../support/rendered.ts';
import {
  at,
  check,
  hostKey,
  knownHostsOf,
  referenceValues,
  set,
  type Values,
} from '../support/config-fixture.ts';

// Many texts on a busy machine are no failure.
vi.setConfig({ testTimeout: 300_000 });

const broker = ['clusters', 'cluster1'];
const freeSetting = 'client.quota.callback.class';
const freeTopicProperty = 'leader.replication.throttled.replicas';
const secretSetting = 'password.encoder.secret';

/** The reference topology with every key that the schema knows. */
function everything(): Values {
  const values = referenceValues();
  set(values, ['offline'], false);
  set(values, ['ssh', 'port'], 22);
  set(values, ['hosts', 'engine1', 'hostKey'], hostKey());
  set(values, ['hosts', 'engine1', 'managePortMap'], undefined);
  delete at(values, ['hosts', 'engine1'])['managePortMap'];
  set(values, ['hosts', 'engine2', 'hostKeyFile'], 'engine2.pub');
  set(values, ['hosts', 'engine2', 'ssh'], {
    user: 'other',
    port: 2222,
    privateKeyFile: 'id',
    agentSocket: 'agent',
  });
  set(values, ['hosts', 'gateway', 'managePortMap'], true);
  const cluster = at(values, broker);
  Object.assign(cluster, { chroot: '/a/b', heap: { broker: '1g', zookeeper: '512m' } });
  Object.assign(at(cluster, ['zookeeper', '1']), { peerPort: 2888, electionPort: 3888 });
  Object.assign(at(cluster, ['settings']), {
    [freeSetting]: 'plain',
    [secretSetting]: { secret: 'stored' },
  });
  Object.assign(at(cluster, ['topics', 'records']), { config: { [freeTopicProperty]: '*' } });
  return values;
}

/** Checks a config to which every file is there that it names; what is no key is a list of pins. */
function checked(values: Values): Checked {
  const text = knownHostsOf({ hosts: referenceValues()['hosts'] });
  const pins = [text, text.replaceAll(/^(\S+)/gm, '[$1]:2222')].join('');
  const named = [
    at(values, ['ssh'])['knownHostsFile'],
    at(values, ['hosts', 'engine2'])['hostKeyFile'],
  ] as unknown[];
  const [knownHosts, keyFile] = named.map((path) => resolved(String(path)));
  const files = { [knownHosts ?? '']: pins, [keyFile ?? '']: hostKey() };
  return check(values, files, { secretNames: ['stored'] });
}

const resolved = (path: string): string =>
  isAbsolute(path) ? path : join(path.startsWith('~/') ? '/home/me' : '/project', path.replace(/^~\//, ''));

type Path = readonly (string | number)[];

/** Every single value of a config. A reference to a secret is one. */
function leaves(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null || Object.hasOwn(value, 'secret')) return [path];
  if (Array.isArray(value)) return value.flatMap((each, index) => leaves(each, [...path, index]));
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

/** Every map, whose keys are names or known words. */
function maps(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  if (Object.hasOwn(value, 'secret')) return [];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => maps(inner, [...path, key]))];
}

const put = (values: Values, path: Path, value: unknown): void => set(values, path.map(String), value);

/** What is read back of an accepted text, from wherever it lands. */
type ReadBack = (topology: Topology, documents: Record<string, Document>) => unknown[];

/** What ssh itself says that the option holds; nothing is connected. */
function sshOption(topology: Topology, id: string, option: string): string {
  const host = topology.hosts.find((each) => each.id === id);
  if (!host) throw new Error(`no host ${id}`);
  const [ssh = '', ...args] = sshArgv(sshTarget(host), 'true');
  const said = execFileSync(ssh, ['-G', ...args], { encoding: 'utf8', stdio: 'pipe' });
  const line = said.split('\n').find((each) => each.startsWith(`${option} `)) ?? '';
  return line.slice(option.length + 1);
}

/** Places where any text may stand, as long as it stays what it is. */
const free: { path: Path; expected?: (value: string) => string; readBack: ReadBack }[] = [
  {
    path: [...broker, 'settings', freeSetting],
    readBack: (_, documents) =>
      [1, 2, 3].map((id) => {
        const text = documents[`broker cluster1 ${id}`]?.files['server.properties'] ?? '';
        return readProperties(text)[freeSetting];
      }),
  },
  {
    path: [...broker, 'topics', 'records', 'config', freeTopicProperty],
    readBack: (_, documents) => {
      const lines = (documents['topics cluster1']?.files['topics'] ?? '').split('\n');
      const start = `config records ${freeTopicProperty} `;
      return lines.filter((line) => line.startsWith('config ')).map((line) => line.slice(start.length));
    },
  },
  {
    path: ['ssh', 'knownHostsFile'],
    // The pins of the other hosts are found in it.
    expected: () => hostKey(),
    readBack: (topology) => topology.hosts.flatMap(({ ssh }) => ssh?.hostKey ?? []),
  },
  {
    path: ['hosts', 'engine2', 'hostKeyFile'],
    expected: () => hostKey(),
    readBack: (topology) => [topology.hosts.find(({ id }) => id === 'engine2')?.ssh?.hostKey],
  },
  {
    path: ['ssh', 'agentSocket'],
    expected: resolved,
    readBack: (topology) => [sshOption(topology, 'engine1', 'identityagent')],
  },
  {
    path: ['ssh', 'privateKeyFile'],
    expected: resolved,
    readBack: (topology) => {
      for (const host of topology.hosts) if (host.ssh) delete host.ssh.agentSocket;
      // Shown before its percent signs are read.
      return [sshOption(topology, 'engine1', 'identityfile').replaceAll('%%', '%')];
    },
  },
  {
    path: ['hosts', 'engine2', 'ssh', 'agentSocket'],
    expected: resolved,
    readBack: (topology) => [topology.hosts.find(({ id }) => id === 'engine2')?.ssh?.agentSocket],
  },
  {
    path: ['hosts', 'engine2', 'ssh', 'privateKeyFile'],
    expected: resolved,
    readBack: (topology) => [topology.hosts.find(({ id }) => id === 'engine2')?.ssh?.privateKeyFile],
  },
];

const paths = (result: Checked): string[] => (result.ok ? [] : result.problems.map(({ path }) => path));

/** A refusal that people can read and act on. */
function speaksPlainly(result: Checked): void {
  if (result.ok) return;
  for (const { path, reason, fix } of result.problems) {
    expect(path).toMatch(/^kafka-proxied:/);
    expect(reason).toMatch(/\w/);
    expect(fix).toMatch(/\w/);
    expect(`${path}${reason}${fix}`).not.toMatch(hidden);
    expect(`${reason}${fix}`.length).toBeLessThan(1000);
  }
  expect(problemsText('dev', result.problems).length).toBeGreaterThan(0);
}

test('the config that all this starts from is right', () => {
  expect(checked(everything())).toMatchObject({ ok: true });
});

describe('text that breaks what doesn’t quote', () => {
  const freePaths = free.map(({ path }) => pathText(path));
  const strict = leaves(everything()).filter((path) => !freePaths.includes(pathText(path)));

  test.each(Object.entries(nasty))('%s: refused by its path wherever a value has a shape', (_, text) => {
    const values = everything();
    for (const path of strict) put(values, path, text);
    const result = checked(values);
    const found = paths(result);
    expect(strict.map(pathText).filter((path) => !found.includes(path))).toEqual([]);
    speaksPlainly(result);
  });

  test.each(Object.entries(nasty))('%s: refused by its path as a name, or as a key', (_, text) => {
    const values = everything();
    const expected: string[] = [];
    for (const path of maps(values)) {
      const map = at(values, path);
      const [first] = Object.values(map);
      map[text] = structuredClone(first);
      if (path.length > 0) expected.push(pathText([...path, text]));
    }
    delete values[text];
    const result = checked(values);
    const found = paths(result);
    expect(expected.filter((path) => !found.includes(path))).toEqual([]);
    speaksPlainly(result);
  });

  test.each(free)('in $path: literal, or refused by that path alone', ({ path, expected, readBack }) => {
    const accepted: string[] = [];
    for (const [name, text] of Object.entries(nasty)) {
      const values = everything();
      put(values, path, text);
      const result = checked(values);
      if (!result.ok) {
        expect({ name, paths: paths(result) }).toEqual({ name, paths: [pathText(path)] });
        speaksPlainly(result);
        continue;
      }
      accepted.push(name);
      const documents = documentsOf(result.topology, makePlan(result.topology), { stored: 'x' });
      const back = new Set(readBack(structuredClone(result.topology), documents));
      expect({ name, back: [...back] }).toEqual({ name, back: [expected?.(text) ?? text] });
    }
    expect(accepted).toContain('a single quote');
    expect(accepted).toContain('a command');
    expect(accepted).not.toContain('a newline');
  });

  test('as a secret: literal in the file of the broker', () => {
    const result = checked(everything());
    if (!result.ok) throw new Error('refused');
    const plan = makePlan(result.topology);
    for (const text of Object.values(nasty)) {
      const documents = documentsOf(result.topology, plan, { stored: text });
      const file = documents['secrets cluster1 2']?.files['secret.properties'] ?? '';
      expect(readProperties(file)).toEqual({ [secretSetting]: text });
    }
  });

  test('as the name of a secret: refused, since nothing can refer to it', () => {
    for (const [name, text] of Object.entries(nasty)) {
      const result = check(referenceValues(), undefined, { secretNames: ['good', text] });
      expect({ name, paths: paths(result) }).toEqual({ name, paths: [pathText(['secrets', text])] });
      speaksPlainly(result);
    }
  });
});
