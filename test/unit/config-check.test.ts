// Does not prove that the hosts of the dev stack exist, or that Pulumi hands the file out in this shape.
import { describe, expect, test } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import { labIsDown, pathText, problemsText } from '../../config/problem.ts';
import {
  check,
  cluster2Values,
  devValues,
  hostKey,
  knownHostsPath,
  problemsOf,
  referenceValues,
  set,
  at,
  topologyOf,
  type Values,
} from '../support/config-fixture.ts';

test('the dev stack is accepted, and reaches as the reference topology does', () => {
  const reach = (values: Values): unknown => {
    const { routes, names, portMap } = makePlan(topologyOf(values));
    return { routes, names, portMap };
  };
  const reference = referenceValues();
  set(reference, ['clusters', 'cluster2'], cluster2Values());
  expect(reach(devValues())).toEqual(reach(reference));
});

describe('the reference topology', () => {
  test('is accepted, with one note', () => {
    const checked = check(referenceValues());
    expect(checked.ok && checked.notes.map(({ path }) => path)).toEqual([
      'kafka-proxied:clusters.cluster1.zookeeper.1.externalPort',
    ]);
  });

  test('is warned of a broker property that Kafka does not have, and told what was meant', () => {
    const values = referenceValues();
    const settings = {
      'num.io.thread': 4,
      'listener.name.external.max.connections': 100,
    };
    set(values, ['clusters', 'cluster1', 'settings'], settings);
    const checked = check(values);
    const warnings = checked.ok ? checked.notes.filter(({ warns }) => warns) : [];
    expect(warnings).toEqual([
      {
        path: 'kafka-proxied:clusters.cluster1.settings["num.io.thread"]',
        text: 'Kafka has no such property: unless a plug-in reads it, it has no effect. Did you mean num.io.threads?',
        warns: true,
      },
    ]);
  });

  test('gets its defaults, absolute paths and pins', () => {
    const topology = topologyOf(referenceValues());
    expect(topology).toMatchObject({ lab: true, offline: false, owner: 'kafka-proxied/dev' });
    expect(topology.hosts.map(({ id, ssh }) => [id, ssh?.hostKey])).toEqual([
      ['engine1', hostKey()],
      ['engine2', hostKey()],
      ['engine3', hostKey()],
      ['gateway', hostKey()],
      ['kafkaclientmachine1', hostKey()],
      ['kafkaclientmachine2', hostKey()],
      ['workstation', undefined],
    ]);
    expect(topology.hosts[0]?.ssh).toMatchObject({
      user: 'operator',
      port: 22,
      agentSocket: '/project/.local/lab/ssh/agent.sock',
    });
    expect(topology.clusters[0]).toMatchObject({
      chroot: '/cluster1',
      zookeeper: [{ id: 1, host: 'engine1', port: 2181, externalPort: 12181 }],
      secretSettings: {},
    });
    expect(topology.clusters[0]?.topics).toEqual([
      { name: 'records', partitions: 6, replicationFactor: 3, config: {} },
    ]);
  });
});

describe('what Pulumi makes of values', () => {
  test('strings for top-level scalars, numbers and ports are read as what they mean', () => {
    const values = referenceValues();
    set(values, ['lab'], 'true');
    set(values, ['hosts', 'workstation', 'managed'], 'false');
    set(values, ['clusters', 'cluster1', 'brokers', '1', 'port'], '9091');
    set(values, ['clusters', 'cluster1', 'topics', 'records', 'partitions'], '6');
    expect(topologyOf(values)).toEqual(topologyOf(referenceValues()));
  });

  test('settings may be numbers, booleans or strings, and end as strings', () => {
    const values = referenceValues();
    Object.assign(at(values, ['clusters', 'cluster1', 'settings']), {
      'log.retention.bytes': -1,
      'delete.topic.enable': false,
      'log.retention.hours': '168',
      'log.roll.ms': '9223372036854775807',
    });
    expect(topologyOf(values).clusters[0]?.settings).toMatchObject({
      'log.retention.bytes': '-1',
      'delete.topic.enable': 'false',
      'log.retention.hours': '168',
      'log.roll.ms': '9223372036854775807',
    });
  });

  test('quotes, dollars, backslashes and other alphabets in a property stay as they are', () => {
    const odd = ` "it's" $(id) \`id\` \\n ${'$'}{x} naïve 日本 -x `;
    const values = referenceValues();
    set(values, ['clusters', 'cluster1', 'settings', 'client.quota.callback.class'], odd);
    expect(topologyOf(values).clusters[0]?.settings['client.quota.callback.class']).toBe(odd);
  });
});

describe('the report', () => {
  test('holds the mistakes of fields and those between fields together', () => {
    const values = referenceValues();
    set(values, ['hostz'], {});
    set(values, ['hosts', 'engine1', 'address'], '0.0.0.0');
    set(values, ['hosts', 'ENGINE4'], { adress: '10.48.1.84' });
    set(values, ['clusters', 'cluster1', 'brokers', '3', 'port'], 9193);
    set(values, ['clusters', 'cluster1', 'settings', 'listeners'], 'PLAINTEXT://:9092');
    set(values, ['clusters', 'cluster1', 'topics', 'records', 'replicationFactor'], 9);
    expect(problemsOf(values).map(({ path }) => path)).toEqual([
      'kafka-proxied:hosts.engine1.address',
      'kafka-proxied:hosts.ENGINE4',
      'kafka-proxied:hosts.ENGINE4.address',
      'kafka-proxied:hosts.ENGINE4.adress',
      'kafka-proxied:hostz',
      'kafka-proxied:clusters.cluster1.brokers.3.external.port',
      'kafka-proxied:clusters.cluster1.settings.listeners',
      'kafka-proxied:clusters.cluster1.topics.records.replicationFactor',
    ]);
  });

  test('holds mistakes of places beside those of fields elsewhere', () => {
    const values = referenceValues();
    set(values, ['clusters', 'cluster1', 'heap'], { broker: 'much' });
    set(values, ['clusters', 'cluster1', 'topics', 'records', 'partitions'], 'some');
    set(values, ['hosts', 'engine9'], { adress: '10.48.1.89', address: '10.48.1.89', network: 'lan' });
    set(values, ['clusters', 'cluster1', 'brokers', '2'], { host: 'engine2' });
    set(values, ['clusters', 'cluster1', 'clients'], ['kafkaclientmachine1']);
    expect(problemsOf(values).map(({ path }) => path)).toEqual([
      'kafka-proxied:hosts.engine9.adress',
      'kafka-proxied:clusters.cluster1.heap.broker',
      'kafka-proxied:clusters.cluster1.topics.records.partitions',
      'kafka-proxied:clusters.cluster1.clients[0]',
    ]);
  });

  test('says nothing of places that hang on a host with a mistake of its own', () => {
    const values = referenceValues();
    set(values, ['hosts', 'gateway', 'publicName'], '-');
    set(values, ['clusters', 'cluster1', 'brokers', '2'], { host: 'engine2' });
    expect(problemsOf(values).map(({ path }) => path)).toEqual(['kafka-proxied:hosts.gateway.publicName']);
  });

  test('names the key that was probably meant', () => {
    const values = referenceValues();
    set(values, ['secret'], {});
    set(values, ['clusters', 'cluster1', 'zookeper'], {});
    const fixes = problemsOf(values).map(({ fix }) => fix);
    expect(fixes).toEqual(['Did you mean zookeeper?', 'Did you mean secrets?']);
  });

  test('sees a slip in the namespace, and leaves other namespaces alone', () => {
    const paths = problemsOf(referenceValues(), undefined, {
      values: Object.fromEntries([
        ...Object.entries(referenceValues()).map(([key, value]) => [`kafka-proxied:${key}`, value]),
        ['kafka-proxy:hosts', {}],
        ['aws:region', 'x'],
      ]) as Record<string, unknown>,
    }).map(({ path }) => path);
    expect(paths).toEqual(['kafka-proxy:hosts']);
  });

  test('writes paths as `pulumi config set --path` takes them', () => {
    expect(pathText(['clusters', 'c', 'settings', 'log.dirs'])).toBe(
      'kafka-proxied:clusters.c.settings["log.dirs"]',
    );
    expect(pathText(['networks', 'lan', 'cidrs', 1])).toBe('kafka-proxied:networks.lan.cidrs[1]');
  });

  test('is one text with path, reason and what to do', () => {
    const problem = { path: 'kafka-proxied:lab', reason: 'Is wrong.', fix: 'Mend it.' };
    expect(problemsText('dev', [problem])).toBe(
      '1 problem in the config of stack dev; no host was contacted:\n  kafka-proxied:lab\n    Is wrong.\n    To do: Mend it.',
    );
  });
});

describe('a lab that is down', () => {
  test('is one finding with one clear text, not one a host', () => {
    const problems = problemsOf(referenceValues(), {});
    expect(problemsText('dev', problems)).toBe(labIsDown);
  });

  test('does not hide mistakes', () => {
    const values = referenceValues();
    set(values, ['ssh', 'port'], 'ssh');
    expect(problemsOf(values, {}).map(({ path }) => path)).toEqual([
      'kafka-proxied:ssh.port',
      'kafka-proxied:lab',
    ]);
  });

  test('does not stop an offline look at the plan', () => {
    const checked = check({ ...referenceValues(), offline: true }, {});
    expect(checked.ok && checked.topology.hosts.map(({ ssh }) => ssh)).toEqual(Array(7).fill(undefined));
  });

  test('on another stack, a missing known_hosts file is named', () => {
    const problems = problemsOf({ ...referenceValues(), lab: false }, {});
    expect(problems).toMatchObject([
      { path: 'kafka-proxied:ssh.knownHostsFile', reason: `There is no file .local/lab/ssh/known_hosts.` },
    ]);
  });

  test('an unreadable known_hosts file is no lab that is down', () => {
    const problems = problemsOf(referenceValues(), { [knownHostsPath]: '' });
    expect(problems).toHaveLength(6);
    expect(problems[0]?.path).toBe('kafka-proxied:hosts.engine1.hostKey');
  });
});
