// Does not prove that Pulumi marks keys as secret, or that nothing prints the values it hands out.
import { describe, expect, test } from 'vitest';
import {
  check,
  referenceValues,
  knownHostsOf,
  knownHostsPath,
  problemsOf,
  set,
  topologyOf,
} from '../support/config-fixture.ts';

const stackFile = '/project/Pulumi.dev.yaml';
const files = (text: string): Record<string, string> => ({
  [knownHostsPath]: knownHostsOf(referenceValues()),
  [stackFile]: text,
});

/** The config without the keys that Pulumi hides because they hold a secret. */
function hiding(key: string): Record<string, unknown> {
  const pairs = Object.entries(referenceValues()).filter(([name]) => name !== key);
  return Object.fromEntries(pairs.map(([name, value]) => [`kafka-proxied:${name}`, value]));
}

describe('a secret outside of kafka-proxied:secrets', () => {
  test.each([
    [
      'clusters',
      'clusters: {cluster1: {settings: {password.encoder.secret: {secure: v1:x}}}}',
      'clusters.cluster1.settings["password.encoder.secret"]',
    ],
    ['hosts', 'hosts: {engine1: {hostKey: {secure: v1:x}}}', 'hosts.engine1.hostKey'],
    ['ssh', 'ssh: {secure: v1:x}', 'ssh'],
    ['networks', 'networks: {lan: {cidrs: [a, {secure: v1:x}]}}', 'networks.lan.cidrs[1]'],
  ])('in %s is named by its path', (key, text, path) => {
    const raw = { values: hiding(key), secretKeys: [`kafka-proxied:${key}`] };
    const problems = problemsOf({}, files(`config:\n  kafka-proxied:${text}\n`), raw);
    expect(problems.map((problem) => problem.path)).toEqual([`kafka-proxied:${path}`]);
    expect(problems[0]?.reason).toContain('Contains a secret');
  });

  test.each([['no file'], ['config: [unbalanced'], ['config: 7'], ['']])(
    'is named by its key with the stack file: %s',
    (text) => {
      const raw = { values: hiding('clusters'), secretKeys: ['kafka-proxied:clusters'] };
      const problems = problemsOf({}, text === 'no file' ? undefined : files(text), {
        ...raw,
        values: { ...raw.values, 'kafka-proxied:offline': true },
      });
      expect(problems.map(({ path }) => path)).toEqual(['kafka-proxied:clusters']);
    },
  );
});

describe('kafka-proxied:secrets', () => {
  const withReference = () => {
    const values = referenceValues();
    set(values, ['clusters', 'cluster1', 'settings', 'password.encoder.secret'], { secret: 'keys' });
    return values;
  };

  test('is referred to by name; the name is all that the topology holds', () => {
    const checked = check(withReference(), undefined, {
      secretKeys: ['kafka-proxied:secrets'],
      secretNames: ['keys'],
    });
    expect(checked.ok && checked.topology.clusters[0]?.secretSettings).toEqual({
      'password.encoder.secret': 'keys',
    });
    expect(checked.ok && checked.topology.clusters[0]?.settings).toEqual(
      topologyOf(referenceValues()).clusters[0]?.settings,
    );
  });

  test('names are looked up in the stack file where Pulumi does not tell them', () => {
    const values = Object.fromEntries(
      Object.entries(withReference()).map(([key, value]) => [`kafka-proxied:${key}`, value]),
    );
    const raw = { values, secretKeys: ['kafka-proxied:secrets'] };
    const file = (name: string): string => `config: {kafka-proxied:secrets: {${name}: {secure: v1:x}}}`;
    const paths = (name: string): string[] =>
      problemsOf({}, files(file(name)), { ...raw, secretNames: undefined as never }).map(({ path }) => path);
    expect(paths('keys')).toEqual([]);
    expect(paths('other')).toEqual(['kafka-proxied:clusters.cluster1.settings["password.encoder.secret"]']);
  });

  test('in plain text are refused, all or one of them', () => {
    const all = problemsOf({ ...referenceValues(), secrets: { keys: 'hunter2' } });
    expect(all).toMatchObject([
      { path: 'kafka-proxied:secrets', reason: 'Is in plain text in the stack file.' },
    ]);
    const file = 'config: {kafka-proxied:secrets: {a: {secure: v1:x}, b: hunter2}}';
    const one = problemsOf(referenceValues(), files(file), {
      secretKeys: ['kafka-proxied:secrets'],
      values: hiding('none'),
    });
    expect(one.map(({ path }) => path)).toEqual(['kafka-proxied:secrets.b']);
    expect(JSON.stringify([all, one])).not.toContain('hunter2');
  });
});
