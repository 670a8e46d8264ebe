// Kafka's command-line tools of 0.10.1.1 and 1.1.1, by script name without `kafka-` and `.sh`: those for topics and their
// like ask ZooKeeper.
import {
  admin,
  brokerList,
  byZookeeper,
  consuming,
  endToEndLatency,
  inTools,
  type KafkaTool,
  local,
  onlyServers,
  producer,
  producerPerfTest,
  servers,
  type Tools,
  verifiableProducer,
  zookeeperShell,
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
  'console-consumer': consuming('kafka.tools.ConsoleConsumer', servers('--zookeeper')),
  'console-producer': consoleProducer,
  'dump-log': local('kafka.tools.DumpLogSegments'),
  'e2e-latency': endToEndLatency('kafka.tools.EndToEndLatency'),
  'get-offsets': { mainClass: 'kafka.tools.GetOffsetShell', bootstrap: brokerList() },
  jmx: local('kafka.tools.JmxTool'),
  'preferred-replica-election': byZookeeper('kafka.admin.PreferredReplicaLeaderElectionCommand'),
  'producer-perf-test': producerPerfTest,
  'reassign-partitions': byZookeeper('kafka.admin.ReassignPartitionsCommand'),
  'replica-verification': { mainClass: 'kafka.tools.ReplicaVerificationTool', bootstrap: brokerList() },
  'simple-consumer-shell': { mainClass: 'kafka.tools.SimpleConsumerShell', bootstrap: brokerList() },
  topics: byZookeeper('kafka.admin.TopicCommand'),
  'verifiable-consumer': consuming(inTools('VerifiableConsumer'), brokerList()),
  'verifiable-producer': verifiableProducer(brokerList()),
  'zookeeper-shell': zookeeperShell('kafka.tools.ZooKeeperMainWrapper'),
};

const resetter: KafkaTool = { mainClass: 'kafka.tools.StreamsResetter', bootstrap: onlyServers };

const perfTest = consuming('kafka.tools.ConsumerPerformance', brokerList('--zookeeper'));

/** Without `--new-consumer` these look for groups and offsets in ZooKeeper. */
const newConsumer = { also: '--new-consumer' };

export const tools0101: Tools = {
  ...both,
  configs: byZookeeper('kafka.admin.ConfigCommand'),
  'consumer-groups': { ...admin('kafka.admin.ConsumerGroupCommand', '--zookeeper'), ...newConsumer },
  'consumer-perf-test': { ...perfTest, ...newConsumer },
  'streams-application-reset': resetter,
};

export const tools111: Tools = {
  ...both,
  'broker-api-versions': admin('kafka.admin.BrokerApiVersionsCommand'),
  // Of brokers only: topics and clients are asked of ZooKeeper.
  configs: byZookeeper('kafka.admin.ConfigCommand', '--bootstrap-server'),
  'consumer-groups': admin('kafka.admin.ConsumerGroupCommand', '--zookeeper'),
  'consumer-perf-test': perfTest,
  'delegation-tokens': admin('kafka.admin.DelegationTokenCommand'),
  'delete-records': admin('kafka.admin.DeleteRecordsCommand'),
  'log-dirs': { mainClass: 'kafka.admin.LogDirsCommand', bootstrap: servers() },
  'streams-application-reset': { ...resetter, properties: { option: '--config-file', file: 'client' } },
};
