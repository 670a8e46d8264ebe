// Kafka's command-line tools of 3.9.2, by script name without `kafka-` and `.sh`.
import {
  admin,
  brokerList,
  consuming,
  endToEndLatency,
  inTools,
  local,
  servers,
  type Tools,
} from './kinds.ts';
import { cluster, leaderElection, resetter, since28 } from './since-2.8.ts';

/** Each class and option was tried against the jars: the options on a cluster with a file that must lose. */
export const tools392: Tools = {
  ...since28,
  acls: admin('kafka.admin.AclCommand', '--bootstrap-controller', '--authorizer-properties'),
  'broker-api-versions': admin('kafka.admin.BrokerApiVersionsCommand', '--bootstrap-controller'),
  cluster: cluster(inTools('ClusterTool'), '-b', '--bootstrap-controller', '-C'),
  configs: admin('kafka.admin.ConfigCommand', '--bootstrap-controller', '--zookeeper'),
  'console-consumer': consuming(inTools('consumer.ConsoleConsumer'), servers()),
  'consumer-groups': admin(inTools('consumer.group.ConsumerGroupCommand')),
  'consumer-perf-test': consuming(inTools('ConsumerPerformance'), servers('--broker-list')),
  'delegation-tokens': admin(inTools('DelegationTokenCommand')),
  'delete-records': admin(inTools('DeleteRecordsCommand')),
  'e2e-latency': endToEndLatency(inTools('EndToEndLatency')),
  features: admin(inTools('FeatureCommand'), '--bootstrap-controller'),
  'get-offsets': admin(inTools('GetOffsetShell'), '--broker-list'),
  jmx: local(inTools('JmxTool')),
  'leader-election': leaderElection(inTools('LeaderElectionCommand')),
  'metadata-quorum': admin(inTools('MetadataQuorumCommand'), '--bootstrap-controller'),
  'log-dirs': admin(inTools('LogDirsCommand')),
  'reassign-partitions': admin(inTools('reassign.ReassignPartitionsCommand')),
  'replica-verification': {
    mainClass: inTools('ReplicaVerificationTool'),
    bootstrap: brokerList(),
  },
  storage: local('kafka.tools.StorageTool'),
  'streams-application-reset': resetter(inTools('StreamsResetter'), servers('--bootstrap-servers')),
  topics: admin(inTools('TopicCommand')),
  transactions: admin(inTools('TransactionsCommand')),
};
