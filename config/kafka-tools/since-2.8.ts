// Kafka's command-line tools that are the same in 2.8.2 and 3.9.2.
import { consumer, inTools, local, producer, servers, type Tools } from './kinds.ts';

export const since28: Tools = {
  'console-producer': {
    mainClass: 'kafka.tools.ConsoleProducer',
    bootstrap: servers('--broker-list'),
    properties: producer,
  },
  'dump-log': local('kafka.tools.DumpLogSegments'),
  'producer-perf-test': {
    mainClass: inTools('ProducerPerformance'),
    bootstrap: { style: 'property', option: '--producer-props', instead: [] },
    properties: producer,
  },
  'verifiable-consumer': {
    mainClass: inTools('VerifiableConsumer'),
    bootstrap: servers('--broker-list'),
    properties: consumer,
  },
  'verifiable-producer': {
    mainClass: inTools('VerifiableProducer'),
    bootstrap: servers('--broker-list'),
    // It sends without retries, which an idempotent producer refuses; so not the producer's file.
    properties: { option: '--producer.config', file: 'client', fileWins: true },
  },
  'zookeeper-shell': {
    mainClass: 'org.apache.zookeeper.ZooKeeperMainWithTlsSupportForKafka',
    bootstrap: { style: 'zookeeper', option: '-server', instead: [] },
    properties: { option: '-zk-tls-config-file', file: 'zookeeper' },
  },
};
