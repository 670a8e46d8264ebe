// Kafka's command-line tools of 3.9.2, by script name without `kafka-` and `.sh`.
import {
  admin,
  brokerList,
  consumer,
  inTools,
  local,
  producer,
  servers,
  type Tools,
} from './kafka-tool-kinds.ts';

/** Each class and option was tried against the jars: the options on a cluster with a file that must lose. */
export const tools392: Tools = {
  acls: admin('kafka.admin.AclCommand', '--bootstrap-controller', '--authorizer-properties'),
  'broker-api-versions': admin('kafka.admin.BrokerApiVersionsCommand', '--bootstrap-controller'),
  cluster: {
    mainClass: inTools('ClusterTool'),
    bootstrap: {
      style: 'last',
      option: '--bootstrap-server',
      instead: ['-b', '--bootstrap-controller', '-C'],
    },
    properties: { option: '--config', short: '-c', file: 'client' },
  },
  configs: admin('kafka.admin.ConfigCommand', '--bootstrap-controller', '--zookeeper'),
  'console-consumer': {
    mainClass: inTools('consumer.ConsoleConsumer'),
    bootstrap: servers(),
    properties: consumer,
  },
  'console-producer': {
    mainClass: 'kafka.tools.ConsoleProducer',
    bootstrap: servers('--broker-list'),
    properties: producer,
  },
  'consumer-groups': admin(inTools('consumer.group.ConsumerGroupCommand')),
  'consumer-perf-test': {
    mainClass: inTools('ConsumerPerformance'),
    bootstrap: servers('--broker-list'),
    properties: consumer,
  },
  'delegation-tokens': admin(inTools('DelegationTokenCommand')),
  'delete-records': admin(inTools('DeleteRecordsCommand')),
  'dump-log': local('kafka.tools.DumpLogSegments'),
  'e2e-latency': { mainClass: inTools('EndToEndLatency'), bootstrap: { style: 'positional', instead: [] } },
  features: admin(inTools('FeatureCommand'), '--bootstrap-controller'),
  'get-offsets': admin(inTools('GetOffsetShell'), '--broker-list'),
  jmx: local(inTools('JmxTool')),
  'leader-election': {
    mainClass: inTools('LeaderElectionCommand'),
    bootstrap: servers(),
    properties: { option: '--admin.config', file: 'client' },
  },
  'log-dirs': admin(inTools('LogDirsCommand')),
  'producer-perf-test': {
    mainClass: inTools('ProducerPerformance'),
    bootstrap: { style: 'property', option: '--producer-props', instead: [] },
    properties: producer,
  },
  'reassign-partitions': admin(inTools('reassign.ReassignPartitionsCommand')),
  'replica-verification': {
    mainClass: inTools('ReplicaVerificationTool'),
    bootstrap: brokerList(),
  },
  'streams-application-reset': {
    mainClass: inTools('StreamsResetter'),
    bootstrap: servers('--bootstrap-servers'),
    properties: { option: '--config-file', file: 'client' },
  },
  topics: admin(inTools('TopicCommand')),
  transactions: admin(inTools('TransactionsCommand')),
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
