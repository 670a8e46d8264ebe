// Does not prove that Kafka would refuse these values itself.
import { describe } from 'vitest';
import { at, set } from '../support/config-fixture.ts';
import { refuses, type Case } from './config-refused.ts';

const c1 = 'kafka-proxied:clusters.cluster1';

describe('copies, properties, versions and topics: refused with path and reason, and nothing else is said', () => {
  refuses([
    {
      what: 'more default copies than brokers',
      change: (v) => set(v, ['clusters', 'cluster1', 'settings', 'default.replication.factor'], 4),
      expected: [[`${c1}.settings["default.replication.factor"]`, '4 replicas are impossible on 3 brokers']],
    },
    {
      what: 'more copies of a topic than brokers',
      change: (v) => set(v, ['clusters', 'cluster1', 'topics', 'records', 'replicationFactor'], 4),
      expected: [[`${c1}.topics.records.replicationFactor`, '4 replicas are impossible on 3 brokers']],
    },
    {
      what: "more copies of Kafka's own topics than brokers",
      change: (v) => {
        set(v, ['clusters', 'cluster1', 'settings', 'offsets.topic.replication.factor'], '5');
        set(v, ['clusters', 'cluster1', 'settings', 'transaction.state.log.replication.factor'], 6);
      },
      expected: [
        [`${c1}.settings["offsets.topic.replication.factor"]`, '5 replicas'],
        [`${c1}.settings["transaction.state.log.replication.factor"]`, '6 replicas'],
      ],
    },
    {
      what: 'a property that no topic has',
      change: (v) =>
        set(v, ['clusters', 'cluster1', 'topics', 'records', 'config'], {
          'retention.mss': 1,
          'somebody.elses': 'x',
          'retention.bytes': 1,
        }),
      expected: [
        [`${c1}.topics.records.config["retention.mss"]`, 'Kafka has no such topic property'],
        [`${c1}.topics.records.config["somebody.elses"]`, 'Kafka has no such topic property'],
      ],
    },
    {
      what: 'min.insync.replicas above the copies',
      change: (v) => set(v, ['clusters', 'cluster1', 'settings', 'min.insync.replicas'], 4),
      expected: [
        [`${c1}.settings["min.insync.replicas"]`, 'can never succeed'],
        [`${c1}.topics.records.replicationFactor`, 'can never succeed'],
      ],
    },
    {
      what: 'min.insync.replicas equal to the copies',
      change: (v) =>
        set(v, ['clusters', 'cluster1', 'topics', 'records', 'config'], { 'min.insync.replicas': 3 }),
      expected: [[`${c1}.topics.records.config["min.insync.replicas"]`, 'as many as there are copies']],
    },
    {
      what: 'min.isr of transactions equal to the copies',
      change: (v) => set(v, ['clusters', 'cluster1', 'settings', 'transaction.state.log.min.isr'], 3),
      expected: [[`${c1}.settings["transaction.state.log.min.isr"]`, 'as many as there are copies']],
    },
    {
      what: "a cluster's own min.insync.replicas above a topic's copies",
      change: (v) => {
        set(v, ['clusters', 'cluster1', 'settings', 'min.insync.replicas'], 2);
        set(v, ['clusters', 'cluster1', 'topics', 'records', 'replicationFactor'], 2);
      },
      expected: [[`${c1}.topics.records.replicationFactor`, 'as many as there are copies']],
    },
    {
      what: 'log.segment.bytes above 32 bits',
      change: (v) => set(v, ['clusters', 'cluster1', 'settings', 'log.segment.bytes'], 2147483648),
      expected: [[`${c1}.settings["log.segment.bytes"]`, '2147483648 is outside']],
    },
    {
      what: 'message.max.bytes above 32 bits',
      change: (v) => set(v, ['clusters', 'cluster1', 'settings', 'message.max.bytes'], '2147483648'),
      expected: [
        [`${c1}.settings["message.max.bytes"]`, '2147483648 is outside'],
        [`${c1}.settings["socket.request.max.bytes"]`, 'larger messages would be refused'],
      ],
    },
    {
      what: 'retention of no time, and of less than nothing',
      change: (v) =>
        Object.assign(at(v, ['clusters', 'cluster1', 'settings']), {
          'log.retention.hours': 0,
          'log.retention.bytes': -2,
        }),
      expected: [
        [`${c1}.settings["log.retention.hours"]`, 'does not start with 0'],
        [`${c1}.settings["log.retention.bytes"]`, '-2 is outside'],
      ],
    },
    {
      what: 'a number in words, and one that lost digits',
      change: (v) =>
        Object.assign(at(v, ['clusters', 'cluster1', 'settings']), {
          'log.retention.hours': 'a week',
          'log.retention.bytes': 12345678901234567000,
        }),
      expected: [
        [`${c1}.settings["log.retention.bytes"]`, 'loses digits'],
        [`${c1}.settings["log.retention.hours"]`, '"a week" is not a whole number'],
      ],
    },
    {
      what: 'messages larger than a segment',
      change: (v) => set(v, ['clusters', 'cluster1', 'settings', 'log.segment.bytes'], 1000000),
      expected: [[`${c1}.settings["log.segment.bytes"]`, 'message.max.bytes is 1048588']],
    },
    {
      what: "a topic's segment above 32 bits",
      change: (v) =>
        set(v, ['clusters', 'cluster1', 'topics', 'records', 'config'], { 'segment.bytes': '9999999999' }),
      expected: [[`${c1}.topics.records.config["segment.bytes"]`, '9999999999 is outside']],
    },
    ...[
      'broker.id',
      'listeners',
      'advertised.listeners',
      'listener.security.protocol.map',
      'inter.broker.listener.name',
      'security.inter.broker.protocol',
      'log.dirs',
      'log.dir',
      'port',
      'host.name',
      'advertised.host.name',
      'advertised.port',
      'control.plane.listener.name',
      'node.id',
      'process.roles',
      'controller.quorum.voters',
      'controller.listener.names',
    ].map((name): Case => ({
      what: `the reserved property ${name}`,
      change: (v) => set(v, ['clusters', 'cluster1', 'settings', name], '1'),
      expected: [
        [
          /^\w+$/.test(name) ? `${c1}.settings.${name}` : `${c1}.settings["${name}"]`,
          `${name} is decided by the reachability plan`,
        ],
      ],
    })),
    ...[
      'password.encoder.secret',
      'metrics.of.a.plug-in.password',
      'listener.name.external.of.a.plug-in.password',
    ].map((name): Case => ({
      what: `${name} in plain text`,
      change: (v) => set(v, ['clusters', 'cluster1', 'settings', name], 'hunter2'),
      expected: [[`${c1}.settings["${name}"]`, 'A password in plain text']],
    })),
    {
      what: 'a secret that is not there',
      change: (v) =>
        set(v, ['clusters', 'cluster1', 'settings', 'password.encoder.secret'], { secret: 'keys' }),
      expected: [[`${c1}.settings["password.encoder.secret"]`, 'There is no secret keys']],
    },
    ...['0.10.1', '3.9', 3.9, '4.0.0', '', '3.9.2 '].map((version): Case => ({
      what: `version ${JSON.stringify(version)}`,
      change: (v) => set(v, ['clusters', 'cluster1', 'version'], version),
      expected: [[`${c1}.version`, "can't be set up"]],
    })),
    {
      what: 'no broker, no ZooKeeper',
      change: (v) => Object.assign(at(v, ['clusters', 'cluster1']), { brokers: {}, zookeeper: {} }),
      expected: [
        [`${c1}.brokers`, 'without brokers'],
        [`${c1}.zookeeper`, 'through ZooKeeper'],
      ],
    },
    {
      what: 'no cluster',
      change: (v) => set(v, ['clusters'], {}),
      expected: [['kafka-proxied:clusters', 'There is no cluster']],
    },
    {
      what: 'two ZooKeeper nodes',
      change: (v) => set(v, ['clusters', 'cluster1', 'zookeeper', '2'], { host: 'engine2' }),
      expected: [[`${c1}.zookeeper`, 'worse than one']],
    },
    ...['__consumer_offsets', '__mine'].map((name): Case => ({
      what: `the topic ${name}`,
      change: (v) => set(v, ['clusters', 'cluster1', 'topics', name], {}),
      expected: [[`${c1}.topics.${name}`, "Kafka's own"]],
    })),
    {
      what: 'certificates that are due as soon as they are made',
      change: (v) => set(v, ['clusters', 'cluster1', 'tls'], { certificateDays: 30 }),
      expected: [[`${c1}.tls.renewDays`, 'each `up` would renew them']],
    },
    {
      what: 'two topics that are one in metrics',
      change: (v) => Object.assign(at(v, ['clusters', 'cluster1', 'topics']), { 'a.b': {}, a_b: {} }),
      expected: [[`${c1}.topics.a_b`, 'a_b and a.b are the same name']],
    },
  ]);
});
