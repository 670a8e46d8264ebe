// Clusters: what coordinates them, brokers, their settings and topics.
import { z } from 'zod';
import { brokerPorts, controllerPorts, type OptionalPorts, type PortRole, zookeeperPorts } from '../ports.ts';
import { quoted } from '../problem.ts';
import { defaultVersion, versions, whyNot } from '../versions.ts';
import { leaf, patterned, scalarText, type Reading } from './leaf.ts';
import { hasControlCharacters, hostId, secretName } from './names.ts';
import { anyPort, chroot, flag, heapSize, integer, portOrOff, servicePort } from './scalars.ts';
import { secretReference, type Takes, textOf, visibleCharacter, wordOf } from './takes.ts';
import { tlsSection } from './tls.ts';

const nodeIdTakes: Takes = {
  type: 'string',
  pattern: String.raw`^\d{1,9}$`,
  patternErrorMessage: 'Write it as a whole number, such as 1.',
};

/** Stays text: two spellings of one number are two keys, which a rule compares. */
const nodeId = leaf('node id, a whole number', nodeIdTakes, (raw) => {
  if (typeof raw === 'string' && /^\d{1,9}$/.test(raw)) return { value: raw };
  return { reason: `${quoted(raw)} is not a node id.`, fix: 'Write it as a whole number, such as 1.' };
});

const versionNames = Object.keys(versions);

export const version = leaf(`Kafka version: ${versionNames.join(', ')}`, wordOf(versionNames), (raw) => {
  const text = scalarText(raw);
  if (!('value' in text) || Object.hasOwn(versions, text.value)) return text;
  return {
    reason: `Kafka ${quoted(text.value)} can't be set up${whyNot(text.value)}.`,
    fix: `Choose one of: ${versionNames.join(', ')}.`,
  };
});

/** Far more than any list of names needs, and a quarter of what Linux takes as one argument of a program (128 KiB). */
const longestProperty = 32_768;

/** Property files are escaped, so spaces, quotes and `$(…)` are literal; what breaks a line is refused. */
function readProperty(raw: unknown): Reading<string> {
  const text = scalarText(raw);
  if (!('value' in text)) return text;
  if (text.value.length > longestProperty) {
    return { reason: `Is longer than ${longestProperty} characters.`, fix: 'Write a shorter value.' };
  }
  if (!hasControlCharacters(text.value)) return text;
  return {
    reason: 'Contains a line break or another control character.',
    fix: 'Write the value on one line.',
  };
}

/** Without blanks at its ends. */
const plainAscii = /^(?:[!-~](?:[ -~]*[!-~])?)?$/;

/** Every topic property of Kafka's is a number, a switch, or a list of such words ("Topic Configs", documentation). */
function readTopicProperty(raw: unknown): Reading<string> {
  const text = readProperty(raw);
  if (!('value' in text) || plainAscii.test(text.value)) return text;
  return {
    reason: `${quoted(text.value)}: topic properties must be plain ASCII, without blanks at the ends.`,
    fix: "Write a value as in Kafka's documentation of topic properties.",
  };
}

const propertyTakes = {
  ...textOf(new RegExp(`^${visibleCharacter}*$`), 'Write the value on one line.'),
  maxLength: longestProperty,
};

/** A property that is never a secret. */
export const propertyText = leaf('text, number or boolean on one line', propertyTakes, readProperty);

const topicPropertyTakes = {
  ...textOf(plainAscii, "Write a value as in Kafka's documentation of topic properties."),
  maxLength: longestProperty,
};

const topicProperty = leaf(
  'text, number or boolean on one line, ASCII',
  topicPropertyTakes,
  readTopicProperty,
);

const propertyName = patterned(
  'property name',
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/,
  "Use Kafka's own name, such as log.retention.hours.",
);

/** A broker's property: plain, or the name of a secret. */
export type SettingValue = string | { secret: string };

/** What to write where people write lists, or take a name apart at its dots. */
function inOneValue(raw: object): string | undefined {
  if (Array.isArray(raw)) {
    const short = raw.every((each) => /^[\w.:*-]{1,60}$/.test(String(each))) && raw.length < 10;
    return short && raw.length > 0 ? `Write ${raw.join(',')}: one value, with commas.` : undefined;
  }
  const names = Object.keys(raw);
  if (names.length === 0 || names.includes('secret') || !/^[a-z0-9.]{1,60}$/.test(names[0] ?? ''))
    return undefined;
  return `Write the whole name with its dots as one key, such as ${'`log.retention.hours: 168`'}; a secret is { secret: NAME }.`;
}

const { not: _otherKinds, ...plainProperty } = propertyTakes;

/** A map in the place of a single value has to be a reference; of other values its words say nothing. */
const settingTakes: Takes = {
  ...plainProperty,
  ...secretReference(secretName),
  type: ['string', 'number', 'boolean', 'object'],
};

const setting = leaf(
  'text, number, boolean, or `{ secret: NAME }`',
  settingTakes,
  (raw): Reading<SettingValue> => {
    if (typeof raw !== 'object' || raw === null) return readProperty(raw);
    const text = inOneValue(raw);
    if (text !== undefined) return { reason: 'Is a list or a map, but must be one value.', fix: text };
    const { secret, ...others } = raw as { secret?: unknown };
    const fix = 'Write a plain value, or { secret: NAME } with a NAME under kafka-proxied:secrets.';
    if (Object.keys(others).length > 0 || typeof secret !== 'string') {
      return { reason: 'Is neither a plain value nor a reference to a secret.', fix };
    }
    if (!secretName.test(secret)) return { reason: `${quoted(secret)} can't name a secret.`, fix };
    return { value: { secret } };
  },
);

const topicName = patterned(
  'topic name',
  /^(?!\.{1,2}$)[A-Za-z0-9._][A-Za-z0-9._-]{0,248}$/,
  'Use letters, digits, dots, dashes and underscores, at most 249 characters. The first must not be a dash.',
);

/** A port that every node has; where it is left out, it is the table's. */
function portWithDefault({ doc, default: byDefault }: PortRole & { default: () => number }) {
  return servicePort.default(byDefault()).describe(doc);
}

/** A port that nodes may go without, or whose default follows from the node's id. */
function portIfGiven({ doc }: PortRole) {
  return servicePort.optional().describe(doc);
}

type OptionalFields<Ports> = { [Key in keyof OptionalPorts<Ports>]-?: ReturnType<typeof portIfGiven> };

/** The fields of all ports that nodes may go without. */
function optionalPorts<Ports extends Readonly<Record<string, PortRole>>>(
  ports: Ports,
): OptionalFields<Ports> {
  const roles = Object.values<PortRole>(ports).filter(({ optional }) => optional);
  return Object.fromEntries(roles.map((role) => [role.key[0], portIfGiven(role)])) as OptionalFields<Ports>;
}

const zookeeperNode = z.strictObject({
  host: hostId.describe('Host that it runs on.'),
  port: portWithDefault(zookeeperPorts.plain),
  securePort: portWithDefault(zookeeperPorts.secure),
  externalPort: portOrOff
    .optional()
    .describe(
      'Port on the gateway that forwards here: to the TLS port if there is one, else to the plain one. Needed only by outside clients older than Kafka 2.2; otherwise leave it out, or write `off`.',
    ),
  peerPort: portWithDefault(zookeeperPorts.followers),
  electionPort: portWithDefault(zookeeperPorts.elections),
  ...optionalPorts(zookeeperPorts),
});

const controllerNode = z.strictObject({
  host: hostId.describe('Host that it runs on.'),
  port: portIfGiven(controllerPorts.plain),
  ...optionalPorts(controllerPorts),
});

const rack = patterned(
  'rack, up to 100 characters',
  /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$/,
  'Use letters, digits, dots, dashes, underscores, colons and slashes, at most 100 characters.',
);

const broker = z.strictObject({
  host: hostId.describe('Host that it runs on.'),
  port: portIfGiven(brokerPorts.INTERNAL),
  external: z
    .strictObject({
      port: servicePort.describe(brokerPorts.EXTERNAL.doc),
      externalPort: anyPort.describe('Port on the gateway that forwards to `port`. Brokers advertise it.'),
    })
    .optional()
    .describe('The EXTERNAL listener. Without it, outside clients cannot reach this broker.'),
  ...optionalPorts(brokerPorts),
  rack: rack
    .optional()
    .describe(
      "Location of the broker, such as a rack or a power line; Kafka's `broker.rack`. Replicas of new partitions are spread over racks; existing replicas are not moved. Set it for all brokers of a cluster, or for none.",
    ),
  settings: z
    .record(propertyName, setting)
    .default({})
    .describe(
      'Broker properties of this broker alone; they override those of the cluster. Use it for what depends on the machine, such as `num.io.threads`. [Those that must be the same everywhere](#properties-of-one-broker) are refused here. `{ secret: NAME }` takes a value from `kafka-proxied:secrets`.',
    ),
});

const topic = z.strictObject({
  partitions: integer(1, 100_000)
    .optional()
    .describe('Number of partitions. It can grow, never shrink. Default: `num.partitions` of the settings.'),
  replicationFactor: integer(1, 32767)
    .optional()
    .describe('Copies of each partition. Default: `default.replication.factor` of the settings.'),
  config: z
    .record(propertyName, topicProperty)
    .default({})
    .describe("Topic-level properties by Kafka's names, such as `retention.ms`."),
});

export const clusterSection = z.strictObject({
  version: version.default(defaultVersion).describe('Kafka version.'),
  zookeeper: z
    .record(nodeId, zookeeperNode)
    .default({})
    .describe(
      'ZooKeeper nodes by id (myid, 1 to 255): one, or an odd number. A cluster has these or `controllers`.',
    ),
  controllers: z
    .record(nodeId, controllerNode)
    .default({})
    .describe(
      'Controllers (KRaft) by node.id: one, or an odd number; Kafka 3.9 and later. A cluster has these or `zookeeper`. Their ids differ from those of brokers, such as 101, 102, 103.',
    ),
  chroot: chroot
    .optional()
    .describe("ZooKeeper path that holds the cluster's data. Default: `/` and the cluster's name."),
  brokers: z.record(nodeId, broker).describe('Brokers by broker.id.'),
  settings: z
    .record(propertyName, setting)
    .default({})
    .describe(
      "Broker properties of the whole cluster, by Kafka's names and in Kafka's units. `{ secret: NAME }` takes a value from `kafka-proxied:secrets`.",
    ),
  heap: z
    .strictObject({
      broker: heapSize
        .default('1g')
        .describe("Heap of each broker; the default is that of Kafka's own start script."),
      zookeeper: heapSize
        .default('512m')
        .describe("Heap of each ZooKeeper node; the default is that of Kafka's own start script."),
      controller: heapSize
        .default('512m')
        .describe('Heap of each controller. It holds all metadata: some KiB for each partition.'),
    })
    .default({ broker: '1g', zookeeper: '512m', controller: '512m' })
    .describe('Memory of the Java processes.'),
  tls: tlsSection,
  topics: z.record(topicName, topic).default({}).describe('Topics that `up` creates and alters, by name.'),
  destroyData: flag
    .default(false)
    .describe(
      'True: `destroy` also removes the data of its brokers and of its ZooKeeper or controllers. `up` records it, and it takes effect at the next `destroy`; `npm run destroy -- --data` does both. Restarts nothing.',
    ),
  clients: z
    .array(hostId)
    .default([])
    .describe(
      "Hosts that get client properties and a `kafka` command, in addition to the cluster's own hosts. If the cluster runs on one machine outside of networks, each of them gets an SSH tunnel to it.",
    ),
});
