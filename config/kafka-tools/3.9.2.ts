// Kafka's command-line tools of 3.9.2, by script name without `kafka-` and `.sh`.
import { admin, brokerList, consumer, inTools, local, servers, type Tools } from './kinds.ts';
import { since28 } from './since-2.8.ts';

/** Each class and option was tried against the jars: the options on a cluster with a file that must lose. */
export const tools392: Tools = {
  ...since28,
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
  'consumer-groups': admin(inTools('consumer.group.ConsumerGroupCommand')),
  'consumer-perf-test': {
    mainClass: inTools('ConsumerPerformance'),
    bootstrap: servers('--broker-list'),
    properties: consumer,
  },
  'delegation-tokens': admin(inTools('DelegationTokenCommand')),
  'delete-records': admin(inTools('DeleteRecordsCommand')),
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
};
