// What a cluster does within itself: ids, registrations, partitions, records, mirrors; and files that were edited.
import { factsOf, kill, partitionsSeen, responseAt } from '../doctor-fixture.ts';
import { type Breakage, outsiders, insiders, inside2, drift, answerAs, unregister, lags } from './break.ts';

export const clusters: Breakage[] = [
  {
    id: 'broker-has-other-id',
    hosts: ['engine2'],
    what: 'a broker that runs under the id of another, which it threw out',
    breaks: (draft) => answerAs(draft, insiders, inside2, 3),
  },
  {
    id: 'broker-not-registered',
    hosts: ['engine2'],
    what: 'a broker that ZooKeeper does not know',
    breaks: (draft) => {
      unregister(draft);
      lags(draft);
    },
  },
  {
    id: 'registered-under-other-chroot',
    hosts: ['engine2'],
    what: 'a broker that registered beside the others',
    breaks: (draft) => {
      for (const each of factsOf(draft, 'engine1').registered)
        if (each.scope === '/cluster1' && each.id === 2) each.scope = '/kafka';
    },
  },
  {
    id: 'registered-under-other-chroot',
    hosts: ['engine2'],
    what: 'a broker that was started below another chroot, and refuses its own data',
    breaks: (draft) => {
      kill(draft, 'cluster1', 2, 'engine2');
      factsOf(draft, 'engine2').properties['kafka-cluster1-2'] = {
        'broker.id': '2',
        'zookeeper.connect': 'engine1:2181/elsewhere',
      };
    },
  },
  {
    id: 'broker-has-other-id',
    hosts: ['engine2'],
    what: 'a broker that was started with the id of another, and refuses its own data',
    breaks: (draft) => {
      kill(draft, 'cluster1', 2, 'engine2');
      factsOf(draft, 'engine2').properties['kafka-cluster1-2'] = { 'broker.id': '3' };
    },
  },
  {
    id: 'broker-lacks-listener',
    hosts: ['engine2'],
    what: 'a broker that outside clients are not told of',
    breaks: (draft) => {
      for (const vantage of outsiders)
        for (const id of [1, 3]) {
          const { broker } = responseAt(draft, vantage, `cluster1/broker-${id}/EXTERNAL`);
          if (broker) broker.brokers = broker.brokers.filter((one) => one.id !== 2);
        }
    },
  },
  {
    id: 'no-controller',
    hosts: ['engine1'],
    what: 'a cluster without a controller',
    breaks: (draft) => {
      const facts = factsOf(draft, 'engine1');
      facts.controllers = facts.controllers.filter(({ scope }) => scope !== '/cluster1');
    },
  },
  {
    id: 'partition-without-leader',
    hosts: ['engine1', 'engine2', 'engine3'],
    what: 'a partition that lost its leader while all brokers are up',
    breaks: (draft) => {
      for (const partitions of partitionsSeen(draft, 'cluster1')) delete partitions[0]?.leader;
    },
  },
  {
    id: 'below-min-isr',
    hosts: ['engine2', 'engine3'],
    what: 'two copies that don’t follow',
    breaks: (draft) => {
      for (const partitions of partitionsSeen(draft, 'cluster1')) for (const one of partitions) one.isr = [1];
    },
  },
  {
    id: 'below-min-isr',
    hosts: ['engine2'],
    what: 'a copy on a broker that the stack does not have',
    breaks: (draft) => {
      for (const partitions of partitionsSeen(draft, 'cluster1'))
        partitions.push({ topic: 'orphan', partition: 0, leader: 2, replicas: [2, 9], isr: [2] });
    },
  },
  {
    id: 'under-replicated',
    hosts: ['engine3'],
    what: 'one copy that does not follow',
    breaks: (draft) => {
      for (const partitions of partitionsSeen(draft, 'cluster1'))
        for (const one of partitions) one.isr = [1, 2];
    },
  },
  {
    id: 'canary-failed',
    hosts: ['engine2'],
    what: 'a record that does not get through',
    breaks: (draft) => {
      responseAt(draft, 'workstation', inside2).canary = { ok: false, step: 'produce', said: 'timed out' };
    },
  },
  {
    id: 'codec-refused',
    hosts: ['engine2'],
    what: 'a broker that can’t load native libraries, while plain records get through',
    breaks: (draft) => {
      const refused = 'UNKNOWN';
      const codecs = { gzip: '', snappy: refused, lz4: '', zstd: refused };
      responseAt(draft, 'workstation', inside2).canary = { ok: true, codecs };
    },
  },
  {
    id: 'mirror-stuck',
    hosts: ['kafkaclientmachine1'],
    what: 'a mirror that is up, with records that wait for minutes',
    breaks: (draft) => {
      draft.mirrors['to-cluster2'] = {
        waiting: { 'records-0': '2026-01-02T03:00:00.000Z', 'records-1': '2026-01-02T03:04:04.000Z' },
        last: '2026-01-02T02:59:00.000Z',
      };
    },
  },
  {
    id: 'mirror-record-too-large',
    hosts: ['kafkaclientmachine1'],
    what: 'a mirror whose task failed at a record that the target does not take',
    breaks: (draft) => {
      draft.mirrors['to-cluster2'] = {
        waiting: { 'records-0': '2026-01-02T03:00:00.000Z' },
        failed:
          'org.apache.kafka.common.errors.RecordTooLargeException: The request included a message larger than the max message size the server will accept.',
      };
    },
  },
  {
    id: 'runs-with-other-configuration',
    hosts: ['engine2'],
    what: 'a broker that was restarted with an edited file',
    breaks: (draft) => {
      const file = '/etc/kafka-proxied/kafka-cluster1-2/current/server.properties';
      drift(draft, 'engine2', 'broker--kafka-cluster1-2', `${file} was edited`);
      drift(draft, 'engine2', 'roll--kafka-cluster1-2', 'kafka-cluster1-2 runs with another configuration');
    },
  },
  {
    id: 'file-edited',
    hosts: ['engine2'],
    what: 'a file of ours that was edited',
    breaks: (draft) => {
      const file = '/etc/kafka-proxied/kafka-cluster1-2/current/server.properties';
      drift(draft, 'engine2', 'broker--kafka-cluster1-2', `${file} was edited`);
    },
  },
];
