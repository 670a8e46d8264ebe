// What the `kafka` command needs on the operator's machine: where the stack's clusters are, Kafka's jars, Java. All of it
// lies in this checkout.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { usesTls } from '../../config/listener-security.ts';
import { clustersKnownTo } from '../../config/needs.ts';
import type { Plan } from '../../config/plan/types.ts';
import { clientSizes } from '../../config/settings.ts';
import type { ClusterId, Host, Topology } from '../../config/topology.ts';
import { localDir, projectRoot } from '../../lib/paths.ts';
import { ensureKafkaArchive } from '../../setup/kafka-archive.ts';
import { readRecord, replaceFolder, withStaging } from '../../setup/staging.ts';
import { type ClusterAccess, clusterAccess } from '../../templates/client/access.ts';
import { clusterFiles, commonFiles } from '../../templates/client/files.ts';
import { toolsLogging } from '../../templates/logging.ts';
import { clientKeysOf } from '../client-keys.ts';
import type { PreparedStack } from '../stack-env.ts';
import { ensureJava } from './java.ts';

const workstationDir = join(localDir, 'workstation');
const versionsDir = join(workstationDir, 'kafka');
/** Folders, and files, with the code that renders what clients get. */
const rendererFolders = ['templates/client', 'config/kafka-tools'];
const renderers = ['templates/kafka-tools.ts', 'templates/keys.ts', 'config/versions.ts'];
const recordName = 'made-from.json';
const logging = 'log4j.properties';

interface ClientRecord {
  /** Digest of what the files were made from. */
  source: string;
  versions: string[];
  /** True where keys were among them: these change without the stack's file, so they are asked for each time. */
  keys?: boolean;
  /** JAVA_HOME; none where the `java` on PATH does. */
  javaHome?: string;
}

function isThisMachine({ managed, address }: Host): boolean {
  return !managed || address.startsWith('127.');
}

function folderOf(stack: string): string {
  return join(workstationDir, 'clients', stack);
}

/** Jars of a Kafka version that were unpacked for the workstation. */
function libsOf(version: string): string {
  return join(versionsDir, version, 'libs');
}

/** Digest of what the files are made from: the stack, and the code that renders them. */
function sourceDigest(stack: string): string {
  const inFolders = rendererFolders.flatMap((folder) =>
    readdirSync(join(projectRoot, folder)).map((name) => join(folder, name)),
  );
  const hash = createHash('sha256');
  for (const file of [`Pulumi.${stack}.yaml`, ...inFolders.sort(), ...renderers])
    hash.update(readFileSync(join(projectRoot, file)));
  return hash.digest('hex');
}

/** Variables by which templates/scripts/kafka.sh finds what hosts have in /etc and /opt. */
function variables(stack: string, { javaHome }: ClientRecord): Record<string, string> {
  return {
    KAFKA_PROXIED_CLIENT: folderOf(stack),
    KAFKA_PROXIED_VERSIONS: versionsDir,
    KAFKA_PROXIED_LOG4J: join(folderOf(stack), logging),
    ...(javaHome !== undefined && { JAVA_HOME: javaHome }),
  };
}

export interface WorkstationAccess {
  host: Host;
  accesses: ClusterAccess[];
}

/**
 * The clusters as the operator's machine reaches them: it is the host that isn't managed, or that is reached by a
 * loopback address, and knows some.
 */
export function workstationAccess(topology: Topology, plan: Plan): WorkstationAccess {
  for (const host of topology.hosts.filter(isThisMachine)) {
    const accesses = clustersKnownTo(topology, host.id)
      .map((cluster) => clusterAccess(plan, host.id, cluster, (of) => clientSizes(of.settings, of.topics)))
      .filter((access) => access !== undefined);
    if (accesses.length > 0) return { host, accesses };
  }
  throw new Error(
    'The stack has no route from this machine to any cluster. Add this machine under kafka-proxied:hosts with its\n' +
      'address, its network and `managed: false`, and name it under `clients` of each cluster that it may reach.',
  );
}

/** Unpacks the jars of a version, unless those of the same archive are there. */
async function ensureLibs(version: string): Promise<void> {
  const archive = await ensureKafkaArchive(version);
  const place = join(versionsDir, version);
  const mark = 'ARCHIVE_SHA256';
  await withStaging(`workstation-kafka-${version}`, async (staging) => {
    const there = await readFile(join(place, mark), 'utf8').catch(() => '');
    if (there === archive.sha256) return;
    const folder = join(staging, 'kafka');
    await mkdir(folder);
    await execa('tar', ['-xf', archive.path, '-C', folder, '--strip-components=1']);
    await writeFile(join(folder, mark), archive.sha256);
    await replaceFolder(folder, place);
  });
}

function speaksTls({ security, zookeeperTransport }: ClusterAccess): boolean {
  return usesTls(security) || usesTls({ transport: zookeeperTransport });
}

/** Keys that this machine has nowhere else; a managed one got its own by `up`. */
async function keysOf(
  prepared: PreparedStack,
  { host, accesses }: WorkstationAccess,
): Promise<Record<ClusterId, Record<string, string>>> {
  return host.managed || !accesses.some(speaksTls) ? {} : clientKeysOf(prepared, host.id);
}

async function writeClient(
  stack: string,
  accesses: ClusterAccess[],
  keys: Record<ClusterId, Record<string, string>>,
  record: ClientRecord,
): Promise<void> {
  await withStaging(`workstation-client-${stack}`, async (staging) => {
    const folder = join(staging, 'client');
    await mkdir(folder);
    const files = {
      ...commonFiles(accesses),
      ...toolsLogging(),
      [recordName]: `${JSON.stringify(record, null, 2)}\n`,
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    for (const access of accesses) {
      const own = keys[access.cluster];
      const place = join(folder, access.cluster);
      await mkdir(place);
      const texts = clusterFiles(access, own && join(folderOf(stack), access.cluster));
      for (const [name, text] of Object.entries(texts)) await writeFile(join(place, name), text);
      for (const [name, text] of Object.entries(own ?? {}))
        await writeFile(join(place, name), text, { mode: 0o600 });
    }
    await replaceFolder(folder, folderOf(stack));
  });
}

/**
 * Writes what the `kafka` command needs here for a stack.
 * @returns variables for templates/scripts/kafka.sh
 * @throws Error if this machine is no client of any cluster, or has no Java
 */
export async function ensureWorkstationKafka(
  topology: Topology,
  plan: Plan,
  prepared: PreparedStack,
): Promise<Record<string, string>> {
  const found = workstationAccess(topology, plan);
  const { accesses } = found;
  const stack = prepared.stack.name;
  const versions = [...new Set(accesses.map(({ version }) => version))];
  const javaHome = await ensureJava();
  for (const version of versions) await ensureLibs(version);
  const keys = await keysOf(prepared, found);
  const record: ClientRecord = {
    source: sourceDigest(stack),
    versions,
    ...(javaHome !== undefined && { javaHome }),
    ...(Object.keys(keys).length > 0 && { keys: true }),
  };
  await writeClient(stack, accesses, keys, record);
  return variables(stack, record);
}

/** What `ensureWorkstationKafka` returned, as long as its sources are the same and everything is there. */
export async function currentWorkstationKafka(stack: string): Promise<Record<string, string> | undefined> {
  const record = await readRecord<ClientRecord>(join(folderOf(stack), recordName));
  const holds =
    record?.source === sourceDigest(stack) &&
    !record.keys &&
    record.versions.every((version) => existsSync(libsOf(version))) &&
    (record.javaHome === undefined || existsSync(join(record.javaHome, 'bin', 'java')));
  return holds ? variables(stack, record) : undefined;
}
