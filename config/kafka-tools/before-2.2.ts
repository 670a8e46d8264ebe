// Kafka's command-line tools of 0.10.1.1 and 1.1.1, by script name without `kafka-` and `.sh`: those for topics and their
// like ask ZooKeeper.
import {
  admin,
  brokerList,
  byZookeeper,
  consumer,
  inTools,
  type KafkaTool,
  local,
  producer,
  servers,
  type Tools,
} from './kinds.ts';

/** It takes no number of acknowledgements from a properties file, and asks for one unless it is told otherwise. */
const consoleProducer: KafkaTool = {
  mainClass: 'kafka.tools.ConsoleProducer',
  bootstrap: brokerList(),
  properties: producer,
  also: '--request-required-acks=all',
};

/** Classes and options are those that the tools of the jars say of themselves. */
const both: Tools = {
  // It is told where ZooKeeper is among the properties of an authorizer of the user's choice.
  acls: local('kafka.admin.AclCommand'),
  'console-consumer': {
    mainClass: 'kafka.tools.ConsoleConsumer',
    bootstrap: servers('--zookeeper'),
    properties: consumer,
  },
  'console-producer': consoleProducer,
  'dump-log': local('kafka.tools.DumpLogSegments'),
  'e2e-latency': {
    mainClass: 'kafka.tools.EndToEndLatency',
    bootstrap: { style: 'positional', instead: [] },
  },
  'get-offsets': { mainClass: 'kafka.tools.GetOffsetShell', bootstrap: brokerList() },
  jmx: local('kafka.tools.JmxTool'),
  'preferred-replica-election': byZookeeper('kafka.admin.PreferredReplicaLeaderElectionCommand'),
  'producer-perf-test': {
    mainClass: inTools('ProducerPerformance'),
    bootstrap: { style: 'property', option: '--producer-props', instead: [] },
    properties: producer,
  },
  'reassign-partitions': byZookeeper('kafka.admin.ReassignPartitionsCommand'),
  'replica-verification': { mainClass: 'kafka.tools.ReplicaVerificationTool', bootstrap: brokerList() },
  'simple-consumer-shell': { mainClass: 'kafka.tools.SimpleConsumerShell', bootstrap: brokerList() },
  topics: byZookeeper('kafka.admin.TopicCommand'),
  'verifiable-consumer': {
    mainClass: inTools('VerifiableConsumer'),
    bootstrap: brokerList(),
    properties: consumer,
  },
  'verifiable-producer': {
    mainClass: inTools('VerifiableProducer'),
    bootstrap: brokerList(),
    // It sends without retries, which an idempotent producer refuses; so not the producer's file.
    properties: { option: '--producer.config', file: 'client', fileWins: true },
  },
  'zookeeper-shell': {
    mainClass: 'kafka.tools.ZooKeeperMainWrapper',
    bootstrap: { style: 'zookeeper', option: '-server', instead: [] },
  },
};

const resetter: KafkaTool = {
  mainClass: 'kafka.tools.StreamsResetter',
  bootstrap: { style: 'first', option: '--bootstrap-servers', instead: [] },
};

/** Without `--new-consumer` these look for groups and offsets in ZooKeeper. */
const newConsumer = { also: '--new-consumer' };

export const tools0101: Tools = {
  ...both,
  configs: byZookeeper('kafka.admin.ConfigCommand'),
  'consumer-groups': { ...admin('kafka.admin.ConsumerGroupCommand', '--zookeeper'), ...newConsumer },
  'consumer-perf-test': {
    mainClass: 'kafka.tools.ConsumerPerformance',
    bootstrap: brokerList('--zookeeper'),
    properties: consumer,
    ...newConsumer,
  },
  'streams-application-reset': resetter,
};

export const tools111: Tools = {
  ...both,
  'broker-api-versions': admin('kafka.admin.BrokerApiVersionsCommand'),
  // Of brokers only: topics and clients are asked of ZooKeeper.
  configs: byZookeeper('kafka.admin.ConfigCommand', '--bootstrap-server'),
  'consumer-groups': admin('kafka.admin.ConsumerGroupCommand', '--zookeeper'),
  'consumer-perf-test': {
    mainClass: 'kafka.tools.ConsumerPerformance',
    bootstrap: brokerList('--zookeeper'),
    properties: consumer,
  },
  'delegation-tokens': admin('kafka.admin.DelegationTokenCommand'),
  'delete-records': admin('kafka.admin.DeleteRecordsCommand'),
  'log-dirs': { mainClass: 'kafka.admin.LogDirsCommand', bootstrap: servers() },
  'streams-application-reset': { ...resetter, properties: { option: '--config-file', file: 'client' } },
};
