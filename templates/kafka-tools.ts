// Kafka's own command-line tools by version: their classes, and how each is told where the cluster is.

/** How a tool is told where the cluster is. */
export type Bootstrap =
  /** An option with the bootstrap servers, before the user's arguments, or after them where subcommands come first. */
  | { style: 'first' | 'last'; option: string; instead: string[] }
  /** `OPTION bootstrap.servers=…`, one of several words that the option takes. */
  | { style: 'property'; option: string; instead: string[] }
  /** The first argument, without an option. */
  | { style: 'positional'; instead: string[] }
  /** An option with ZooKeeper's connect string. */
  | { style: 'zookeeper'; option: string; instead: string[] }
  /** The tool works on files or processes. */
  | { style: 'none' };

/** The option that takes a file of client properties. */
export interface PropertiesOption {
  option: string;
  /** The same option in short. */
  short?: string;
  /** `zookeeper`: a file that is there only where ZooKeeper speaks TLS. */
  file: 'client' | 'producer' | 'consumer' | 'zookeeper';
  /**
   * True where the tool lets `bootstrap.servers` of the file win over its own option: the file is then only for
   * servers that came from it.
   */
  fileWins?: boolean;
}

export interface KafkaTool {
  mainClass: string;
  bootstrap: Bootstrap;
  properties?: PropertiesOption;
}

type Tools = Record<string, KafkaTool>;

function servers(...instead: string[]): Bootstrap {
  return { style: 'first', option: '--bootstrap-server', instead };
}

const command: PropertiesOption = { option: '--command-config', file: 'client' };
const producer: PropertiesOption = { option: '--producer.config', file: 'producer' };
const consumer: PropertiesOption = { option: '--consumer.config', file: 'consumer' };

function inTools(name: string): string {
  return `org.apache.kafka.tools.${name}`;
}

function admin(mainClass: string, ...instead: string[]): KafkaTool {
  return { mainClass, bootstrap: servers(...instead), properties: command };
}

/** Each class and option was tried against the jars of 3.9.2: the options on a cluster with a file that must lose. */
const tools392: Tools = {
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
  'dump-log': { mainClass: 'kafka.tools.DumpLogSegments', bootstrap: { style: 'none' } },
  'e2e-latency': { mainClass: inTools('EndToEndLatency'), bootstrap: { style: 'positional', instead: [] } },
  features: admin(inTools('FeatureCommand'), '--bootstrap-controller'),
  'get-offsets': admin(inTools('GetOffsetShell'), '--broker-list'),
  jmx: { mainClass: inTools('JmxTool'), bootstrap: { style: 'none' } },
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
    bootstrap: { style: 'first', option: '--broker-list', instead: [] },
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

const versions: Record<string, Tools> = { '3.9.2': tools392 };

/**
 * All tools of a Kafka version, by Kafka's script name without `kafka-` and `.sh`.
 * @throws Error for a version that has no table here
 */
export function kafkaTools(version: string): Tools {
  const tools = versions[version];
  if (!tools) throw new Error(`the tools of Kafka ${version} are not known`);
  return tools;
}

/** One tool of a version. */
export function kafkaTool(version: string, name: string): KafkaTool {
  const tool = kafkaTools(version)[name];
  if (!tool) throw new Error(`Kafka ${version} has no tool ${name}`);
  return tool;
}

/**
 * The table that the `kafka` command reads on a host; one line a tool, `-` for none:
 * tool, class, style, option, options that the user may give instead, properties option, its file, who wins.
 */
export function renderToolsTable(version: string): string {
  const lines = Object.entries(kafkaTools(version)).map(([name, { mainClass, bootstrap, properties }]) =>
    [
      name,
      mainClass,
      bootstrap.style,
      'option' in bootstrap ? bootstrap.option : '-',
      ('instead' in bootstrap && bootstrap.instead.join(',')) || '-',
      properties ? [properties.option, properties.short].filter(Boolean).join(',') : '-',
      properties?.file ?? '-',
      properties?.fileWins ? 'file-wins' : '-',
    ].join(' '),
  );
  return `${lines.sort().join('\n')}\n`;
}
