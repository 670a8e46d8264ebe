// Does not prove that people find these sentences helpful; each was written by hand for what other tools call otherwise.
import { describe, expect, test } from 'vitest';
import { problemsOf, referenceValues, set, unset, type Values } from '../support/config-fixture.ts';
import { refuses, type Case } from './config-refused.ts';

const cluster = ['clusters', 'cluster1'];
const c1 = 'kafka-proxied:clusters.cluster1';

/** Whoever has a jump host is told what to do today, by a path of their own. */
describe('jump hosts', () => {
  const jump: [string, string[], unknown][] = [
    ['kafka-proxied:ssh.proxyJump', ['ssh', 'proxyJump'], 'me@bastion'],
    ['kafka-proxied:ssh.ProxyCommand', ['ssh', 'ProxyCommand'], 'ssh -W %h:%p bastion'],
    ['kafka-proxied:ssh.bastion', ['ssh', 'bastion'], 'bastion'],
    ['kafka-proxied:ssh.jump_host', ['ssh', 'jump_host'], 'bastion'],
    ['kafka-proxied:hosts.engine1.jump', ['hosts', 'engine1', 'jump'], 'gateway'],
    ['kafka-proxied:hosts.engine1.ssh.jump', ['hosts', 'engine1', 'ssh'], { jump: 'gateway' }],
    [
      'kafka-proxied:hosts.engine1.ansible_ssh_common_args',
      ['hosts', 'engine1', 'ansible_ssh_common_args'],
      '-J x',
    ],
    ['kafka-proxied:networks.lan.bastion', ['networks', 'lan', 'bastion'], 'gateway'],
    ['kafka-proxied:bastion', ['bastion'], 'gateway'],
  ];
  test.each(jump)('%s', (path, at, value) => {
    const values = referenceValues();
    set(values, at, value);
    expect(problemsOf(values)).toEqual([
      {
        path,
        reason: expect.stringContaining('Jump hosts are not supported') as string,
        fix: expect.stringMatching(/inside that network.*VPN/) as string,
      },
    ]);
  });
});

describe('a ZooKeeper that is there already', () => {
  refuses(
    (
      [
        ['zookeeper', 'zk1:2181,zk2:2181/kafka'],
        ['zookeeper', ['zk1:2181', 'zk2:2181']],
        ['zookeeper_connect', 'zk1:2181'],
        ['zookeeper.connect', 'zk1:2181'],
        ['zookeepers', ['zk1']],
        ['settings', { 'zookeeper.connect': 'zk1:2181' }],
      ] as const
    ).map(([key, value]): Case => ({
      what: `${key}: ${JSON.stringify(value)}`,
      change: (values) => set(values, [...cluster, key], value),
      expected: [
        [
          key === 'settings'
            ? `${c1}.settings["zookeeper.connect"]`
            : key.includes('.')
              ? `${c1}["${key}"]`
              : `${c1}.${key}`,
          'sets up a ZooKeeper ensemble for each cluster',
        ],
      ],
    })),
  );
});

/** The one problem with a change, as it is shown. */
function fixOf(path: readonly string[], value: unknown): string {
  const values = referenceValues();
  if (path.at(-1) === 'cidr') unset(values, ['networks', 'lan', 'cidrs']);
  set(values, path, value);
  const [problem, other] = problemsOf(values).filter(({ reason }) => reason !== 'Is missing.');
  expect(other).toBeUndefined();
  return problem?.fix ?? '';
}

describe('what other tools call otherwise', () => {
  test.each<[string[], unknown, string]>([
    [[...cluster, 'topics', 'records', 'replication_factor'], 3, 'Did you mean replicationFactor?'],
    [[...cluster, 'topics', 'records', 'partition'], 3, 'Did you mean partitions?'],
    [[...cluster, 'topics', 'records', 'retention.ms'], 3, 'write it under config'],
    [[...cluster, 'topics', 'records', 'retention_ms'], 3, 'retention.ms is one of'],
    [[...cluster, 'log.retention.hours'], 3, 'write it under settings'],
    [[...cluster, 'LOG_RETENTION_HOURS'], 3, 'log.retention.hours is one of'],
    [[...cluster, 'brokers', '1', 'num.io.threads'], 3, 'write it under settings'],
    [[...cluster, 'brokers', '1', 'broker.rack'], 'a', 'Did you mean rack?'],
    [[...cluster, 'brokers', '1', 'broker_id'], 1, 'is the id'],
    [[...cluster, 'brokers', '1', 'externalPort'], 19092, 'Write external: {'],
    [[...cluster, 'brokers', '1', 'external'], 19092, 'externalPort: 19092'],
    [[...cluster, 'listeners'], 'PLAINTEXT://:9092', 'port and external of each broker'],
    [[...cluster, 'brokers', '1', 'advertised_listeners'], 'x', 'port and external of each broker'],
    [[...cluster, 'jvm_opts'], '-Xmx4g', 'heap: { broker: 4g'],
    [[...cluster, 'heap_opts'], '-Xmx4g', 'heap: { broker: 4g'],
    [[...cluster, 'heap'], '4g', '{ broker: 4g, zookeeper: 512m }'],
    [[...cluster, 'tls'], true, 'external and internal'],
    [[...cluster, 'version'], 'latest', 'Choose one of'],
    [[...cluster, 'clients'], 'kafkaclientmachine1', '[kafkaclientmachine1]'],
    [[...cluster, 'settings', 'log.cleanup.policy'], ['compact', 'delete'], 'Write compact,delete'],
    [[...cluster, 'settings', 'log'], { retention: { hours: 1 } }, 'the whole name with its dots'],
    [['hosts'], ['engine1'], 'engine1: { address: 192.0.2.11 }'],
    [['hosts', 'engine1', 'ansible_host'], '10.48.1.81', 'Did you mean address?'],
    [['hosts', 'engine1', 'ansible_user'], 'me', 'under ssh of the host'],
    [['hosts', 'engine1', 'address'], '10.48.1.81/24', 'Write 10.48.1.81;'],
    [['hosts', 'engine1', 'address'], '10.48.1.81:22', 'Write 10.48.1.81;'],
    [['hosts', 'engine1', 'address'], 'engine1.local', 'names are not looked up here'],
    [['hosts', 'engine1', 'address'], 'fd00::1', 'IPv4 address'],
    [['hosts', 'gateway', 'publicName'], '203.0.113.98', 'publicNameFrom: hosts'],
    [['hosts', 'engine1', 'hostKey'], 'ssh-rsa AAAAB3NzaC1yc2E', 'ssh_host_ed25519_key.pub'],
    [['networks', 'lan', 'cidr'], '10.48.1.0/24', 'Did you mean cidrs?'],
    [['networks', 'lan', 'cidrs'], '10.48.1.0/24', '[10.48.1.0/24]'],
    [['networks', 'lan', 'cidrs'], ['10.48.1.7/24'], 'Write 10.48.1.0/24.'],
    [['networks', 'lan', 'cidrs'], ['10.48.1.7/255.255.255.0'], 'Write 10.48.1.0/24.'],
    [['ssh', 'password'], 'x', 'only keys are used'],
    [['ssh', 'strictHostKeyChecking'], false, 'always checked'],
    [['ssh', 'known_hosts'], 'x', 'Did you mean knownHostsFile?'],
    [['topics'], {}, 'under a cluster'],
    [['firewall'], 'disabled', 'Write on or off.'],
  ])('%j: %j', (path, value, fix) => {
    expect(fixOf(path, value)).toContain(fix);
  });

  test('another version of Kafka 4 is refused with those that there are', () => {
    const values: Values = referenceValues();
    set(values, [...cluster, 'version'], '4.0.0');
    expect(problemsOf(values)[0]?.fix).toBe('Choose one of: 0.10.1.1, 1.1.1, 2.8.2, 3.9.2, 4.3.1.');
  });

  test('a port may be text, and a switch what YAML makes of off', () => {
    const values = referenceValues();
    set(values, [...cluster, 'brokers', '1', 'port'], '9092');
    set(values, ['firewall'], false);
    expect(problemsOf(values)).toEqual([]);
  });
});
