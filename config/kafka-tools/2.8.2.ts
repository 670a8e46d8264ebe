// Kafka's command-line tools of 2.8.2, by script name without `kafka-` and `.sh`.
import {
  admin,
  brokerList,
  consuming,
  endToEndLatency,
  local,
  onlyServers,
  servers,
  type Tools,
} from './kinds.ts';
import { cluster, leaderElection, resetter, since28 } from './since-2.8.ts';

/** Classes and options are those that the tools of its jars say of themselves. */
export const tools282: Tools = {
  ...since28,
  acls: admin('kafka.admin.AclCommand', '--authorizer-properties'),
  'broker-api-versions': admin('kafka.admin.BrokerApiVersionsCommand'),
  cluster: cluster('kafka.tools.ClusterTool', '-b'),
  configs: admin('kafka.admin.ConfigCommand', '--zookeeper'),
  'console-consumer': consuming('kafka.tools.ConsoleConsumer', servers()),
  'consumer-groups': admin('kafka.admin.ConsumerGroupCommand'),
  'consumer-perf-test': consuming('kafka.tools.ConsumerPerformance', servers('--broker-list')),
  'delegation-tokens': admin('kafka.admin.DelegationTokenCommand'),
  'delete-records': admin('kafka.admin.DeleteRecordsCommand'),
  'e2e-latency': endToEndLatency('kafka.tools.EndToEndLatency'),
  features: admin('kafka.admin.FeatureCommand'),
  'get-offsets': { mainClass: 'kafka.tools.GetOffsetShell', bootstrap: brokerList() },
  jmx: local('kafka.tools.JmxTool'),
  'leader-election': leaderElection('kafka.admin.LeaderElectionCommand'),
  'log-dirs': admin('kafka.admin.LogDirsCommand'),
  'reassign-partitions': admin('kafka.admin.ReassignPartitionsCommand', '--zookeeper'),
  'replica-verification': { mainClass: 'kafka.tools.ReplicaVerificationTool', bootstrap: brokerList() },
  'streams-application-reset': resetter('kafka.tools.StreamsResetter', onlyServers),
  topics: admin('kafka.admin.TopicCommand', '--zookeeper'),
};
