// Kafka's command-line tools that are the same in 2.8.2 and 3.9.2, but for their classes and what they were called by before.
import {
  type Bootstrap,
  consuming,
  inTools,
  type KafkaTool,
  local,
  producer,
  producerPerfTest,
  servers,
  type Tools,
  verifiableProducer,
  zookeeperShell,
} from './kinds.ts';

export const since28: Tools = {
  'console-producer': {
    mainClass: 'kafka.tools.ConsoleProducer',
    bootstrap: servers('--broker-list'),
    properties: producer,
  },
  'dump-log': local('kafka.tools.DumpLogSegments'),
  'producer-perf-test': producerPerfTest,
  'verifiable-consumer': consuming(inTools('VerifiableConsumer'), servers('--broker-list')),
  'verifiable-producer': verifiableProducer(servers('--broker-list')),
  'zookeeper-shell': {
    ...zookeeperShell('org.apache.zookeeper.ZooKeeperMainWithTlsSupportForKafka'),
    properties: { option: '-zk-tls-config-file', file: 'zookeeper' },
  },
};

export function cluster(mainClass: string, ...instead: string[]): KafkaTool {
  return {
    mainClass,
    bootstrap: { style: 'last', option: '--bootstrap-server', instead },
    properties: { option: '--config', short: '-c', file: 'client' },
  };
}

export function leaderElection(mainClass: string): KafkaTool {
  return { mainClass, bootstrap: servers(), properties: { option: '--admin.config', file: 'client' } };
}

export function resetter(mainClass: string, bootstrap: Bootstrap): KafkaTool {
  return { mainClass, bootstrap, properties: { option: '--config-file', file: 'client' } };
}
