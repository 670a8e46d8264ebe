// How one of Kafka's command-line tools is called, and the forms that most of them have.
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
  /** One more word before the user's, where the cluster is filled in: `--option` or `--option=value`. */
  also?: string;
}

export type Tools = Record<string, KafkaTool>;

export function servers(...instead: string[]): Bootstrap {
  return { style: 'first', option: '--bootstrap-server', instead };
}

/** What older tools call their bootstrap servers. */
export function brokerList(...instead: string[]): Bootstrap {
  return { style: 'first', option: '--broker-list', instead };
}

const command: PropertiesOption = { option: '--command-config', file: 'client' };
export const producer: PropertiesOption = { option: '--producer.config', file: 'producer' };
const consumer: PropertiesOption = { option: '--consumer.config', file: 'consumer' };

export function inTools(name: string): string {
  return `org.apache.kafka.tools.${name}`;
}

export function admin(mainClass: string, ...instead: string[]): KafkaTool {
  return { mainClass, bootstrap: servers(...instead), properties: command };
}

/** A tool that asks ZooKeeper, and no broker. */
export function byZookeeper(mainClass: string, ...instead: string[]): KafkaTool {
  return { mainClass, bootstrap: { style: 'zookeeper', option: '--zookeeper', instead } };
}

/** A tool that works on files or processes. */
export function local(mainClass: string): KafkaTool {
  return { mainClass, bootstrap: { style: 'none' } };
}

/** What the resetter of streams called them. */
export const onlyServers: Bootstrap = { style: 'first', option: '--bootstrap-servers', instead: [] };

/** A tool that consumes. */
export function consuming(mainClass: string, bootstrap: Bootstrap): KafkaTool {
  return { mainClass, bootstrap, properties: consumer };
}

/** The servers are its first argument. */
export function endToEndLatency(mainClass: string): KafkaTool {
  return { mainClass, bootstrap: { style: 'positional', instead: [] } };
}

export const producerPerfTest: KafkaTool = {
  mainClass: inTools('ProducerPerformance'),
  bootstrap: { style: 'property', option: '--producer-props', instead: [] },
  properties: producer,
};

/** It sends without retries, which an idempotent producer refuses; so not the producer's file. */
export function verifiableProducer(bootstrap: Bootstrap): KafkaTool {
  const properties: PropertiesOption = { option: '--producer.config', file: 'client', fileWins: true };
  return { mainClass: inTools('VerifiableProducer'), bootstrap, properties };
}

export function zookeeperShell(mainClass: string): KafkaTool {
  return { mainClass, bootstrap: { style: 'zookeeper', option: '-server', instead: [] } };
}
