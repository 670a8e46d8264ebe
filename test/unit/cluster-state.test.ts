// Proves what is made of the words of Kafka's tool and of ZooKeeper, as the versions print them; not that they print them so (the
// lab does).
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../config/topology.ts';
import { projectRoot } from '../../lib/paths.ts';
import { parseClusterState, registrations } from '../../probe/cluster-state.ts';
import { clusterStateDocument } from '../../templates/broker.ts';
import { renderBody } from '../../templates/document.ts';
import { scriptHost } from '../support/script-host.ts';
import { brokerFactsOf, devValues, topologyOf } from '../support/config-fixture.ts';

const scripts = join(projectRoot, 'templates', 'scripts');

/** What one call prints; the parts of what the scripts find elsewhere are given. */
function printed(call: string, input: string): string {
  const files = ['registrations.sh', 'cluster-state.sh'].map((name) => `. "${join(scripts, name)}"`);
  return execFileSync('bash', ['-euo', 'pipefail', '-c', [...files, call].join('\n')], {
    input,
    encoding: 'utf8',
  });
}

describe('a description of topics', () => {
  const described = (lines: string[], min = '1'): string =>
    printed(`read_description ${min}`, lines.map((line) => `${line}\n`).join(''));

  const since28 = [
    '[2026-01-01 00:00:00,000] WARN something',
    'Topic: records\tTopicId: abc\tPartitionCount: 3\tReplicationFactor: 3\tConfigs: min.insync.replicas=2,cleanup.policy=compact,delete,x=Partition: 9',
    '\tTopic: records\tPartition: 0\tLeader: 1\tReplicas: 1,2,3\tIsr: 1,2,3\tElr: N/A\tLastKnownElr: N/A',
    '\tTopic: records\tPartition: 1\tLeader: none\tReplicas: 3,1,2\tIsr: \tElr: N/A',
    'Topic: other\tTopicId: abd\tPartitionCount: 1\tReplicationFactor: 1\tConfigs: ',
    '\tTopic: other\tPartition: 0\tLeader: 2\tReplicas: 2\tIsr: 2\tOffline: ',
  ];
  const before22 = [
    'Topic:old\tPartitionCount:1\tReplicationFactor:2\tConfigs:min.insync.replicas=2,retention.ms=1',
    '\tTopic: old\tPartition: 0\tLeader: -1\tReplicas: 2,1\tIsr: 2',
    'Topic:plain\tPartitionCount:1\tReplicationFactor:1\tConfigs:',
    '\tTopic: plain\tPartition: 0\tLeader: 3\tReplicas: 3\tIsr: 3\tMarkedForDeletion: true',
  ];

  it('is read as 2.8 and later print it', () => {
    expect(parseClusterState(described(since28)).partitions).toEqual([
      { topic: 'records', partition: 0, leader: 1, replicas: [1, 2, 3], isr: [1, 2, 3], minIsr: 2 },
      { topic: 'records', partition: 1, replicas: [3, 1, 2], isr: [], minIsr: 2 },
      { topic: 'other', partition: 0, leader: 2, replicas: [2], isr: [2], minIsr: 1 },
    ]);
  });

  it('is read as 0.10 and 1.1 print it', () => {
    expect(parseClusterState(described(before22, '-')).partitions).toEqual([
      { topic: 'old', partition: 0, replicas: [2, 1], isr: [2], minIsr: 2 },
      { topic: 'plain', partition: 0, leader: 3, replicas: [3], isr: [3] },
    ]);
  });

  it('tells of topics, and of their properties with the commas in their values', () => {
    const lines = [...described(since28).split('\n'), ...described(before22).split('\n')];
    expect(lines.filter((line) => /^(topic|config)\t/.test(line))).toEqual([
      'topic\trecords\t3\t3',
      'config\trecords\tmin.insync.replicas\t2',
      'config\trecords\tcleanup.policy\tcompact,delete',
      'config\trecords\tx\tPartition: 9',
      'topic\tother\t1\t1',
      'topic\told\t1\t2',
      'config\told\tmin.insync.replicas\t2',
      'config\told\tretention.ms\t1',
      'topic\tplain\t1\t1',
    ]);
  });
});

const cluster = (chroot: string): Cluster => ({
  ...(topologyOf(devValues()).clusters[0] as Cluster),
  chroot,
});

/** A dump of ZooKeeper with these sessions, each with what it holds. */
const dump = (...sessions: [string, ...string[]][]): string =>
  ['SessionTracker dump:', '0xa\t18000ms', 'Sessions with Ephemerals:']
    .concat(sessions.flatMap(([session, ...paths]) => [`${session}:`, ...paths.map((path) => `\t${path}`)]))
    .map((line) => `${line}\n`)
    .join('');

const told = (...sessions: [string, ...string[]][]) =>
  parseClusterState(
    printed('talk() { cat <&"$input"; }; exec {input}<&0; registrations_at x:1', dump(...sessions)),
  );

describe.each(['', '/x', '/a/b'])('in a cluster under the path "%s"', (chroot) => {
  it('brokers are registered by id, and the controller is the one with its session', () => {
    const facts = told(
      ['0xb', `${chroot}/controller`, `${chroot}/brokers/ids/10`],
      ['0xa', `${chroot}/brokers/ids/2`],
    );
    expect(registrations(cluster(chroot), [facts])).toEqual({ registered: [2, 10], controller: 10 });
  });

  it('several servers report the same', () => {
    const one = told(['0xa', `${chroot}/brokers/ids/1`]);
    const other = told(['0xa', `${chroot}/brokers/ids/1`], ['0xc', `${chroot}/brokers/ids/3`]);
    expect(registrations(cluster(chroot), [one, other])).toEqual({ registered: [1, 3] });
  });

  it('other clusters do not count', () => {
    const facts = told(['0xa', `/other${chroot}/brokers/ids/1`, `/other${chroot}/controller`]);
    expect(facts.controllers).toEqual([{ scope: `/other${chroot}`, id: 1 }]);
    expect(registrations(cluster(chroot), [facts])).toEqual({ registered: [] });
  });

  it('a controller that is no longer registered is none', () => {
    const facts = told(['0xa', `${chroot}/brokers/ids/1`], ['0xold', `${chroot}/controller`]);
    expect(registrations(cluster(chroot), [facts])).toEqual({ registered: [1] });
  });
});

it('nobody is registered where nobody was asked, or nobody answers', () => {
  expect(registrations(cluster('/x'), [])).toEqual({ registered: [] });
  expect(printed('talk() { return 1; }; registrations_at x:1', '')).toBe('');
});

describe('`host cluster-state`', () => {
  const host = scriptHost();

  /** What the verb does with the document; `java` is Kafka's tool. */
  function state(version: string, java: string) {
    const found = brokerFactsOf(topologyOf(devValues()));
    const facts = { ...found, cluster: { ...found.cluster, version } };
    host.write('/usr/bin/java', `#!/bin/bash\n${java}\n`, 0o755);
    const lines = [
      `trap on_exit EXIT`,
      `talk() { cat >/dev/null; printf '${dump(['0xa', '/cluster1/brokers/ids/1', '/cluster1/controller'])}'; }`,
      `read_document`,
      `. ${host.scripts}/cluster-state.sh`,
      `print_cluster_state`,
    ];
    const input = `stamp none\n${renderBody(clusterStateDocument(facts))}`;
    return host.shell(lines.join('\n'), [], input);
  }

  const answer = (...options: string[]): string => `case "$*" in
  *${options.map((each) => `'${each}'`).join('*')}*) printf 'Topic: t\\tPartitionCount: 1\\tReplicationFactor: 1\\tConfigs: \\n\\tTopic: t\\tPartition: 0\\tLeader: 1\\tReplicas: 1\\tIsr: 1\\n' ;;
  *) exit 1 ;;
esac`;

  it.each([
    ['0.10.1.1', answer('kafka.admin.TopicCommand --zookeeper ', '/cluster1 --describe')],
    ['3.9.2', answer('org.apache.kafka.tools.TopicCommand --bootstrap-server ', '--describe')],
  ])('of Kafka %s has registrations and partitions', (version, java) => {
    const { code, stdout, stderr } = state(version, java);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(parseClusterState(stdout)).toEqual({
      registered: [{ scope: '/cluster1', id: 1 }],
      controllers: [{ scope: '/cluster1', id: 1 }],
      partitions: [{ topic: 't', partition: 0, leader: 1, replicas: [1], isr: [1], minIsr: 2 }],
    });
  });

  it('says why there is no answer', () => {
    const { code, stderr } = state('3.9.2', 'echo "TimeoutException: no node" >&2; exit 1');
    expect(code).toBe(1);
    expect(stderr).toBe('waited for an answer of the cluster about its topics: TimeoutException: no node\n');
  });
});
