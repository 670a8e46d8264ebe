// Which Kafka releases set-up can get, and what each consists of. Another release is one more entry.

/** A release of Kafka. */
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

function apache(version: string, names: readonly string[]): readonly string[] {
  return names.map((name) => `org.apache.kafka:${name}:${version}`);
}

const withMirrorMaker2 = ['kafka_2.13', 'kafka-tools', 'connect-mirror', 'connect-runtime'];

const releases: Readonly<Record<string, KafkaRelease>> = {
  '0.10.1.1': {
    scala: '2.11',
    hasSha512: false,
    artifacts: apache('0.10.1.1', ['kafka_2.11', 'kafka-tools']),
    extra: ['javax.xml.bind:jaxb-api:2.3.1'],
  },
  '1.1.1': {
    scala: '2.12',
    hasSha512: true,
    artifacts: apache('1.1.1', ['kafka_2.12', 'kafka-tools']),
    extra: [],
  },
  '2.8.2': { scala: '2.13', hasSha512: true, artifacts: apache('2.8.2', withMirrorMaker2), extra: [] },
  '3.9.2': { scala: '2.13', hasSha512: true, artifacts: apache('3.9.2', withMirrorMaker2), extra: [] },
};

/** Versions that set-up can get. */
export const kafkaVersions: readonly string[] = Object.keys(releases);

/** @throws Error that names the known versions */
export function kafkaRelease(version: string): KafkaRelease {
  const release = releases[version];
  if (release) return release;
  throw new Error(
    `Kafka ${version} is not among the releases that set-up knows: ${kafkaVersions.join(', ')}`,
  );
}

/** The name of the official archive, without ".tgz"; also that of its top folder. */
export function officialName(version: string): string {
  return `kafka_${kafkaRelease(version).scala}-${version}`;
}

/**
 * What a libs folder lacks to run ZooKeeper and Kafka with a log; empty if it is complete.
 * @param jars file names in the folder
 */
export function missingJars(jars: readonly string[]): readonly string[] {
  const needed: Readonly<Record<string, RegExp>> = {
    'the Kafka server': /^kafka_\d/,
    'the Kafka clients': /^kafka-clients-/,
    'Kafka’s tools': /^kafka-tools-/,
    ZooKeeper: /^zookeeper-\d/,
    'the logging interface': /^slf4j-api-/,
    'a logging backend': /^(reload4j|log4j)-1/,
    'what joins the two': /^slf4j-(reload4j|log4j12)-/,
    metrics: /^metrics-core-/,
    'snappy compression': /^snappy-java-/,
  };
  return Object.entries(needed)
    .filter(([, pattern]) => !jars.some((jar) => pattern.test(jar)))
    .map(([what]) => what);
}
