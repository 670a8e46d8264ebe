// What the files of a Kafka release are called, and whether a folder has all of them.
import { hasZookeeper, type KafkaRelease, versions } from '../config/versions.ts';

/** @throws Error that names the known versions */
export function kafkaRelease(version: string): KafkaRelease {
  const known = Object.hasOwn(versions, version) ? versions[version] : undefined;
  if (known) return known.release;
  throw new Error(
    `Kafka ${version} is not among the releases that set-up knows: ${Object.keys(versions).join(', ')}`,
  );
}

/** The name of the official archive, without ".tgz"; also that of its top folder. */
export function officialName(version: string): string {
  return `kafka_${kafkaRelease(version).scala}-${version}`;
}

/** What each release needs in its libs folder, beside ZooKeeper, where it has that, and a log. */
const always: Readonly<Record<string, RegExp>> = {
  'the Kafka server': /^kafka_\d/,
  'the Kafka clients': /^kafka-clients-/,
  'Kafka’s tools': /^kafka-tools-/,
  'the logging interface': /^slf4j-api-/,
  metrics: /^metrics-core-/,
  'snappy compression': /^snappy-java-/,
};

/** Logging of releases with ZooKeeper, and since 4.0 (KIP-653). */
const reload4j: Readonly<Record<string, RegExp>> = {
  ZooKeeper: /^zookeeper-\d/,
  'a logging backend': /^(reload4j|log4j)-1/,
  'what joins the two': /^slf4j-(reload4j|log4j12)-/,
};
const log4j2: Readonly<Record<string, RegExp>> = {
  'a logging backend': /^log4j-core-2/,
  'what joins the two': /^log4j-slf4j-impl-2/,
};

/**
 * What a libs folder lacks to run a version; empty if it is complete.
 * @param jars file names in the folder
 */
export function missingJars(version: string, jars: readonly string[]): readonly string[] {
  const needed = { ...always, ...(hasZookeeper(version) ? reload4j : log4j2) };
  return Object.entries(needed)
    .filter(([, pattern]) => !jars.some((jar) => pattern.test(jar)))
    .map(([what]) => what);
}
