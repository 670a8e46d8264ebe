// The `kafka` command with a stand-in for Java, which prints what it was started with: client folders, and how to run it.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import type { ClusterAccess } from '../../templates/client/access.ts';
import { clusterFiles, commonFiles } from '../../templates/client/files.ts';
import { kafkaTool } from '../../templates/kafka-tools.ts';
import { projectRoot } from '../../lib/paths.ts';

export const version = '3.9.2';
export const root = mkdtempSync(join(tmpdir(), 'kafka command '));
export const libs = join(root, 'versions', version, 'libs');
export const logging = join(root, 'log4j.properties');

export function write(file: string, text: string): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

mkdirSync(libs, { recursive: true });
chmodSync(write(join(root, 'jdk', 'bin', 'java'), '#!/bin/sh\nprintf "%s\\0" "$0" "$@"\n'), 0o755);

export function access(cluster: string, zookeeper = true): ClusterAccess {
  const bootstrap = [`${cluster}-a:9091`, `${cluster}-b:9092`];
  const sizes = { producer: {}, consumer: {} };
  const found: ClusterAccess = {
    cluster,
    version,
    bootstrap,
    zookeeperTransport: 'plain',
    security: { transport: 'plain', authentication: 'none' },
    ownCertificate: false,
    sizes,
  };
  return zookeeper ? { ...found, zookeeper: `${cluster}-z:2181/${cluster}` } : found;
}

/** Writes a client folder and returns its path. */
export function client(name: string, ...accesses: ClusterAccess[]): string {
  const folder = join(root, name);
  mkdirSync(folder);
  const common = accesses.length > 0 ? commonFiles(accesses) : {};
  for (const [file, text] of Object.entries(common)) write(join(folder, file), text);
  for (const each of accesses)
    for (const [file, text] of Object.entries(clusterFiles(each)))
      write(join(folder, each.cluster, file), text);
  return folder;
}

export const one = client('one', access('cluster1'));
export const two = client('two', access('cluster1'), access('cluster2', false));
export const none = client('none');

export function kafka(folder: string, args: readonly string[], variables: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(
    'bash',
    [join(projectRoot, 'templates', 'scripts', 'kafka.sh'), ...args],
    {
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        KAFKA_PROXIED_CLIENT: folder,
        KAFKA_PROXIED_VERSIONS: join(root, 'versions'),
        KAFKA_PROXIED_LOG4J: logging,
        JAVA_HOME: join(root, 'jdk'),
        ...variables,
      },
    },
  );
  return { status, stdout, stderr, argv: stdout.split('\0').slice(0, -1) };
}

/** The arguments that the tool's class gets, the class first. */
export function received(
  folder: string,
  args: readonly string[],
  variables: Record<string, string> = {},
): string[] {
  const { argv, stderr } = kafka(folder, args, variables);
  expect(stderr).toBe('');
  return argv.slice(argv.indexOf('-cp') + 2);
}

export const topics = kafkaTool(version, 'topics').mainClass;
export const servers = (cluster: string) => `${cluster}-a:9091,${cluster}-b:9092`;
export const properties = (folder: string, cluster: string, kind: string) =>
  join(folder, cluster, `${kind}.properties`);
export const filled = ['--bootstrap-server', servers('cluster1')];
export const withFile = [...filled, '--command-config', properties(one, 'cluster1', 'client')];
export const ownFile = write(join(root, 'own.properties'), '# mine\n bootstrap.servers = elsewhere:1\n');
export const fileWithoutServers = write(join(root, 'other.properties'), 'acks=1\n#bootstrap.servers=x\n');

/** Removes all of it again. */
export function removeKafkaCommand(): void {
  rmSync(root, { recursive: true });
}
