// The Kafka versions that can be set up, what each consists of and what it can do: the one table that rules, renderers, set-up
// and documentation read. Another version is one more row here, and its tools; then `npm run kafka-properties`.
import { tools282 } from './kafka-tools/2.8.2.ts';
import { tools392 } from './kafka-tools/3.9.2.ts';
import { tools431 } from './kafka-tools/4.3.1.ts';
import { tools0101, tools111 } from './kafka-tools/before-2.2.ts';
import type { Tools } from './kafka-tools/kinds.ts';

export interface KafkaVersion {
  /** The ZooKeeper that comes with it. Undefined: none, it runs with controllers alone. */
  zookeeper?: string;
  java: JavaRange;
  release: KafkaRelease;
  /** Its command-line tools. */
  tools: Tools;
}

/** Java's major versions, both included. */
export interface JavaRange {
  oldest: number;
  newest: number;
}

/** Where a version's files come from. Set-up makes an archive again when this differs from what it was made from. */
export interface KafkaRelease {
  /** Scala version in the names of the official archive and of the server's jar. */
  readonly scala: string;
  /** Whether the Apache archive has a SHA-512 for it; without one it is taken from Maven, which verifies too. */
  readonly hasSha512: boolean;
  /** Maven artifacts `group:artifact:version` whose run-time dependencies together are the release's libs folder. */
  readonly artifacts: readonly string[];
  /** Artifacts that the release lacks: what Java 17 no longer brings along. */
  readonly extra: readonly string[];
}

/**
 * 3.9's documentation ("Java Version") has 8 (deprecated), 11, 17 and 21, and 25 with limited validation. The older ones say
 * nothing of a Java later than they are: each was tried on 17, 21 and 25, with records in every compression and TLS.
 */
const tried: JavaRange = { oldest: 11, newest: 25 };

function apache(version: string, names: readonly string[]): readonly string[] {
  return names.map((name) => `org.apache.kafka:${name}:${version}`);
}

const withMirrorMaker2 = ['kafka_2.13', 'kafka-tools', 'connect-mirror', 'connect-runtime'];

/** By version, as in `version: 3.9.2`; the oldest first. */
export const versions: Readonly<Record<string, KafkaVersion>> = {
  '0.10.1.1': {
    zookeeper: '3.4.8',
    java: tried,
    release: {
      scala: '2.11',
      hasSha512: false,
      artifacts: apache('0.10.1.1', ['kafka_2.11', 'kafka-tools']),
      extra: ['javax.xml.bind:jaxb-api:2.3.1'],
    },
    tools: tools0101,
  },
  '1.1.1': {
    zookeeper: '3.4.10',
    java: tried,
    release: {
      scala: '2.12',
      hasSha512: true,
      artifacts: apache('1.1.1', ['kafka_2.12', 'kafka-tools']),
      extra: [],
    },
    tools: tools111,
  },
  '2.8.2': {
    zookeeper: '3.5.9',
    java: tried,
    release: { scala: '2.13', hasSha512: true, artifacts: apache('2.8.2', withMirrorMaker2), extra: [] },
    tools: tools282,
  },
  '3.9.2': {
    zookeeper: '3.8.4',
    java: tried,
    release: { scala: '2.13', hasSha512: true, artifacts: apache('3.9.2', withMirrorMaker2), extra: [] },
    tools: tools392,
  },
  '4.3.1': {
    // "Java Version" in the documentation of 4.3.
    java: { oldest: 17, newest: 25 },
    release: {
      scala: '2.13',
      hasSha512: true,
      artifacts: apache('4.3.1', withMirrorMaker2),
      // The jars bring the interface of logging and log4j 2, and nothing that joins the two; Apache's archive has it.
      extra: ['org.apache.logging.log4j:log4j-slf4j-impl:2.25.4'],
    },
    tools: tools431,
  },
};

/** The release that a stack runs if it doesn't say: the last line that still has ZooKeeper. */
export const defaultVersion = '3.9.2';

/** Those that distributions keep for years, the one that most hosts have first. */
const installable: readonly number[] = [17, 21, 25, 11];

/** What all of these Kafka versions run on; those that are not known ask for nothing. */
export function javaRangeOf(
  kafkas: readonly string[],
  table: Readonly<Record<string, Pick<KafkaVersion, 'java'>>> = versions,
): JavaRange {
  const ranges = kafkas.flatMap((kafka) => table[kafka]?.java ?? []);
  return {
    oldest: Math.max(...ranges.map(({ oldest }) => oldest)),
    newest: Math.min(...ranges.map(({ newest }) => newest)),
  };
}

/** Java versions to look for where a host has none, in this order; none where no Kafka is asked for. */
export function javaToInstall(
  kafkas: readonly string[],
  table: Readonly<Record<string, Pick<KafkaVersion, 'java'>>> = versions,
): number[] {
  if (kafkas.length === 0) return [];
  const { oldest, newest } = javaRangeOf(kafkas, table);
  return installable.filter((version) => version >= oldest && version <= newest);
}

interface AbilitySpec {
  /** The first Kafka release that has it. */
  since: string;
  /** What can be done, for people. */
  what: string;
  /** What happens without it. */
  otherwise: string;
}

/** Sources: the improvement proposals that are named, and the upgrade notes of the releases. */
export const abilities = {
  namedListeners: {
    since: '0.10.2',
    what: 'Several listeners of one protocol, distinguished by names (KIP-103)',
    otherwise: 'one listener for each protocol, such as plain text inside and TLS outside',
  },
  idempotentProducers: {
    since: '0.11.0',
    what: 'Producers whose retries write no record twice, and transactions (KIP-98)',
    otherwise: 'producers keep the order, and a retry may write a record twice',
  },
  hostNamesChecked: {
    since: '2.0',
    what: 'Clients check names in certificates unless told otherwise (KIP-294)',
    otherwise: 'written client files enable it; you must enable it in your own',
  },
  renewsWhileRunning: {
    since: '2.1',
    what: 'Brokers accept other certificates with the same names while they run (KIP-226)',
    otherwise: 'brokers are restarted for them, one at a time',
  },
  topicsByBrokers: {
    since: '2.2',
    what: 'The tools for topics connect to brokers (KIP-377)',
    otherwise: 'they connect to ZooKeeper, which must be reachable from there',
  },
  zookeeperTls: {
    since: '2.5',
    what: 'TLS between brokers and ZooKeeper (KIP-515)',
    otherwise: '`tls.zookeeper` stays `off`',
  },
  tls13: {
    since: '2.6',
    what: 'TLS 1.3 (KIP-573)',
    otherwise: 'TLS 1.2 alone',
  },
  pemStores: {
    since: '3.3',
    what: 'Clients read PEM files whose key has no password (KIP-651, KAFKA-12703)',
    otherwise: 'clients get PKCS #12 stores beside the PEM files',
  },
  mirrors: {
    since: '3.0',
    what: 'MirrorMaker 2 keeps topic names, and does not change its source cluster (KIP-716)',
    otherwise: 'a mirror to such a cluster must run a later version',
  },
  controllers: {
    since: '3.9',
    what: 'KRaft: controllers instead of ZooKeeper, found by their names (KIP-853)',
    otherwise: 'the cluster needs `zookeeper`',
  },
  log4j2: {
    since: '4.0',
    what: 'Logging by log4j 2 (KIP-653)',
    otherwise: 'log4j 1 (reload4j)',
  },
  namesChangeWhileRunning: {
    since: '3.7',
    what: 'Brokers accept certificates with other names while they run',
    otherwise: 'brokers are restarted for them, one at a time',
  },
} as const satisfies Record<string, AbilitySpec>;

export type Ability = keyof typeof abilities;

/** Whether a version is a given one or later; both are numbers with dots between them. */
export function isSince(version: string, since: string): boolean {
  const [own, first] = [version, since].map((text) => text.split('.').map(Number));
  for (const [index, number] of (first ?? []).entries()) {
    const difference = (own?.[index] ?? 0) - number;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** Whether a Kafka version can do something. */
export function can(version: string, ability: Ability): boolean {
  return isSince(version, abilities[ability].since);
}

/** The ZooKeeper that comes with a Kafka version; undefined: none. */
export function zookeeperOfKafka(version: string): string | undefined {
  const known = versions[version];
  if (!known) throw new Error(`Kafka ${version} is not known`);
  return known.zookeeper;
}

/** Whether a version can run with ZooKeeper; one that is not known can. */
export function hasZookeeper(version: string): boolean {
  const known = versions[version];
  return known === undefined || known.zookeeper !== undefined;
}

/** Why a version that exists is not among those above; empty where there is no particular reason. */
export function whyNot(version: string): string {
  if (!/^2\.[0-3](\.|$)/.test(version)) return '';
  return ": the ZooKeeper client that comes with 2.0 to 2.3 does not connect on Java 17 or later, which hosts' package managers install";
}

/** Whether a client of one version speaks with brokers of another: since 4.0, with 2.1 and later alone (KIP-896). */
export function speaksWith(client: string, brokers: string): boolean {
  return !isSince(client, '4.0') || isSince(brokers, '2.1');
}

/** Whether it speaks with brokers of every version here. */
export function speaksWithAll(client: string): boolean {
  return Object.keys(versions).every((brokers) => speaksWith(client, brokers));
}

/** 1: a consumer and a producer in one process. 2: Kafka Connect, with topics' configuration and groups' offsets. */
export type MirrorMakerGeneration = 1 | 2;

/**
 * MirrorMaker 2, unless a side is older than what it writes with: idempotent producers and record headers, which came with
 * 0.11 (KIP-98, KIP-82).
 * @param sides Kafka versions of both clusters; one that is not known is taken for new enough
 */
export function mirrorMakerFor(...sides: readonly (string | undefined)[]): MirrorMakerGeneration {
  return sides.every((version) => version === undefined || can(version, 'idempotentProducers')) ? 2 : 1;
}
