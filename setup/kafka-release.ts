// What the files of a Kafka release are called, and whether a folder has all of them.
import { type KafkaRelease, versions } from '../config/versions.ts';

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
