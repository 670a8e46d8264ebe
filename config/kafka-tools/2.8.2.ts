// Kafka's command-line tools of 2.8.2, by script name without `kafka-` and `.sh`.
import { admin, brokerList, consumer, local, servers, type Tools } from './kinds.ts';
import { since28 } from './since-2.8.ts';

/** Classes and options are those that the tools of its jars say of themselves. */
export const tools282: Tools = {
  ...since28,
  acls: admin('kafka.admin.AclCommand', '--authorizer-properties'),
  'broker-api-versions': admin('kafka.admin.BrokerApiVersionsCommand'),
  cluster: {
    mainClass: 'kafka.tools.ClusterTool',
    bootstrap: { style: 'last', option: '--bootstrap-server', instead: ['-b'] },
    properties: { option: '--config', short: '-c', file: 'client' },
  },
  configs: admin('kafka.admin.ConfigCommand', '--zookeeper'),
  'console-consumer': {
    mainClass: 'kafka.tools.ConsoleConsumer',
    bootstrap: servers(),
    properties: consumer,
  },
  'consumer-groups': admin('kafka.admin.ConsumerGroupCommand'),
  'consumer-perf-test': {
    mainClass: 'kafka.tools.ConsumerPerformance',
    bootstrap: servers('--broker-list'),
    properties: consumer,
  },
  'delegation-tokens': admin('kafka.admin.DelegationTokenCommand'),
  'delete-records': admin('kafka.admin.DeleteRecordsCommand'),
  'e2e-latency': {
    mainClass: 'kafka.tools.EndToEndLatency',
    bootstrap: { style: 'positional', instead: [] },
  },
  features: admin('kafka.admin.FeatureCommand'),
  'get-offsets': { mainClass: 'kafka.tools.GetOffsetShell', bootstrap: brokerList() },
  jmx: local('kafka.tools.JmxTool'),
  'leader-election': {
    mainClass: 'kafka.admin.LeaderElectionCommand',
    bootstrap: servers(),
    properties: { option: '--admin.config', file: 'client' },
  },
  'log-dirs': admin('kafka.admin.LogDirsCommand'),
  'reassign-partitions': admin('kafka.admin.ReassignPartitionsCommand', '--zookeeper'),
  'replica-verification': { mainClass: 'kafka.tools.ReplicaVerificationTool', bootstrap: brokerList() },
  'streams-application-reset': {
    mainClass: 'kafka.tools.StreamsResetter',
    bootstrap: { style: 'first', option: '--bootstrap-servers', instead: [] },
    properties: { option: '--config-file', file: 'client' },
  },
  topics: admin('kafka.admin.TopicCommand', '--zookeeper'),
};
