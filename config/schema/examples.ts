// What stands at a place of the config, for whoever wrote something of another kind there.

/** How a map or a list at a place looks. */
const examples: Readonly<Record<string, string>> = {
  hosts: 'Write each host under its name, such as engine1: { address: 192.0.2.11 }.',
  'hosts.*': 'Write a map here, such as { address: 192.0.2.11 }.',
  networks: 'Write each network under its name, such as lan: { cidrs: [192.0.2.0/24] }.',
  'networks.*': 'Write a map here, such as { cidrs: [192.0.2.0/24] }.',
  clusters: 'Write each cluster under its name.',
  'clusters.*.brokers': "Write each broker under its id, such as '1': { host: engine1 }.",
  'clusters.*.brokers.*': 'Write a map here, such as { host: engine1 }.',
  'clusters.*.brokers.*.external':
    'Write a map here, such as { port: 9192, externalPort: 19092 }: the port on the host, and the one on the gateway.',
  'clusters.*.zookeeper.*': 'Write a map here, such as { host: engine1 }.',
  'clusters.*.controllers': "Write each controller under its id, such as '101': { host: engine1 }.",
  'clusters.*.controllers.*': 'Write a map here, such as { host: engine1 }.',
  'clusters.*.topics':
    'Write each topic under its name, such as records: { partitions: 6, replicationFactor: 3 }.',
  'clusters.*.topics.*':
    'Write a map here, such as { partitions: 6, replicationFactor: 3 }, or {} for the defaults.',
  'clusters.*.topics.*.config':
    "Write a map here, with Kafka's names of properties: { retention.ms: 604800000 }.",
  'clusters.*.settings': "Write a map here, with Kafka's names of properties: { log.retention.hours: 168 }.",
  'clusters.*.brokers.*.settings':
    "Write a map here, with Kafka's names of properties: { num.io.threads: 8 }.",
  'clusters.*.heap': 'Write a map here, such as { broker: 4g, zookeeper: 512m }.',
  'clusters.*.tls':
    'Write a map here: external and internal (true or false) and zookeeper (off, both, only) set what uses TLS.',
};

/** What to write at a place where something of another kind stands. */
export function exampleAt(place: string): string | undefined {
  return Object.hasOwn(examples, place) ? examples[place] : undefined;
}
