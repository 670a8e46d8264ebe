// Kafka's command-line tools of 4.3.1, by script name without `kafka-` and `.sh`.
import { tools392 } from './3.9.2.ts';
import { admin, inTools, type KafkaTool, local, servers, type Tools } from './kinds.ts';

const { 'zookeeper-shell': _zookeeper, ...others } = tools392;

/** A tool that is told of the cluster by `--bootstrap-server`, and of properties by `--command-config` (KIP-1147). */
function tool(
  mainClass: string,
  { file = 'client', before }: { file?: 'client' | 'producer' | 'consumer'; before?: string } = {},
): KafkaTool {
  return {
    mainClass,
    bootstrap: servers(),
    properties: { option: '--command-config', file, ...(before !== undefined && { short: before }) },
  };
}

/** Classes and options are those that the tools of its jars say of themselves. `before`: what they were called, and still take. */
export const tools431: Tools = {
  ...others,
  acls: admin(inTools('AclCommand'), '--bootstrap-controller'),
  'broker-api-versions': admin(inTools('BrokerApiVersionsCommand'), '--bootstrap-controller'),
  cluster: {
    mainClass: inTools('ClusterTool'),
    bootstrap: {
      style: 'last',
      option: '--bootstrap-server',
      instead: ['-b', '--bootstrap-controller', '-C'],
    },
    properties: { option: '--command-config', short: '-c', file: 'client' },
  },
  'console-consumer': tool(inTools('consumer.ConsoleConsumer'), {
    file: 'consumer',
    before: '--consumer.config',
  }),
  'console-producer': tool(inTools('ConsoleProducer'), { file: 'producer', before: '--producer.config' }),
  'consumer-perf-test': tool(inTools('ConsumerPerformance'), {
    file: 'consumer',
    before: '--consumer.config',
  }),
  'dump-log': local(inTools('DumpLogSegments')),
  'e2e-latency': tool(inTools('EndToEndLatency')),
  'leader-election': tool(inTools('LeaderElectionCommand'), { before: '--admin.config' }),
  'producer-perf-test': tool(inTools('ProducerPerformance'), {
    file: 'producer',
    before: '--producer.config',
  }),
  'streams-application-reset': tool(inTools('StreamsResetter'), { before: '--config-file' }),
  'verifiable-consumer': tool(inTools('VerifiableConsumer'), {
    file: 'consumer',
    before: '--consumer.config',
  }),
  'verifiable-producer': {
    ...tool(inTools('VerifiableProducer'), { before: '--producer.config' }),
    properties: { option: '--command-config', short: '--producer.config', file: 'client', fileWins: true },
  },
};
