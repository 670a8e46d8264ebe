// One tar for each Kafka release, the same shape whatever it was made from, kept between runs.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { archiveDir } from '../lib/paths.ts';
import { say, step } from '../lib/progress.ts';
import { ownArchive, ownArchivesVariable, unpackFromApache, unpackOwn } from './kafka-official.ts';
import { kafkaRelease, missingJars, officialName } from './kafka-release.ts';
import { copyJars } from './maven.ts';
import { refusals, takeFirst } from './sources.ts';
import { hashFile, readRecord, withStaging, writeInPlace } from './staging.ts';
import { writeTar } from './tar.ts';

/** A verified release, ready to be copied to hosts. */
export interface KafkaArchive {
  readonly version: string;
  /** Absolute path of an uncompressed tar: `kafka-VERSION/libs/*.jar`, and LICENSE and NOTICE if its source has them. */
  readonly path: string;
  /** Digest of the tar. The same source gives the same digest on every machine. */
  readonly sha256: string;
  /** For people: "Maven Central". */
  readonly source: string;
}

interface KafkaRecord {
  readonly sha256: string;
  readonly source: string;
  /** Digest of what the release consists of. */
  readonly recipe: string;
  /** Path, size and time of the user's own archive that it was made from. */
  readonly own?: string;
}

const notForRunning = /-(sources|javadoc|scaladoc|test|test-sources)\.jar$/;

function recipeOf(version: string): string {
  return createHash('sha256')
    .update(JSON.stringify(kafkaRelease(version)))
    .digest('hex');
}

async function identityOf(own: string): Promise<string> {
  const { size, mtimeMs } = await stat(own);
  return `${own} ${size} ${mtimeMs}`;
}

/** Fills a folder from one source, checks that it is complete, and makes the archive of it. */
async function pack(
  version: string,
  source: string,
  own: string | undefined,
  fill: (folder: string, work: string) => Promise<void>,
): Promise<KafkaArchive> {
  return withStaging(`kafka-${version}`, async (staging) => {
    // Another run may have finished while this one waited for its turn.
    const there = await currentKafkaArchive(version);
    if (there) return there;
    const [folder, work] = [join(staging, 'files'), join(staging, 'work')];
    await Promise.all([folder, work].map((each) => mkdir(each)));
    await fill(folder, work);
    const found = await readdir(folder, { recursive: true });
    const names = found.filter(
      (name) => /^libs\/.*\.jar$|^LICENSE$|^NOTICE$/.test(name) && !notForRunning.test(name),
    );
    const missing = missingJars(
      version,
      names.map((name) => name.replace('libs/', '')),
    );
    if (missing.length > 0) throw new Error(`it lacks ${missing.join(', ')}`);
    const tar = join(staging, 'kafka.tar');
    await writeTar(
      tar,
      names.map((name) => ({ name: `kafka-${version}/${name}`, file: join(folder, name) })),
    );
    return keep(version, tar, source, own && (await identityOf(own)));
  });
}

async function keep(version: string, tar: string, source: string, own?: string): Promise<KafkaArchive> {
  const sha256 = await hashFile(tar);
  const record: KafkaRecord = { sha256, source, recipe: recipeOf(version), ...(own && { own }) };
  const path = archivePath(version);
  await mkdir(archiveDir, { recursive: true });
  await rename(tar, path);
  await writeInPlace(recordPath(version), `${JSON.stringify(record, null, 2)}\n`);
  return { version, path, sha256, source };
}

function archivePath(version: string): string {
  return join(archiveDir, `kafka-${version}.tar`);
}

function recordPath(version: string): string {
  return join(archiveDir, `kafka-${version}.json`);
}

/**
 * The archive that is there and still what was verified when it was made; undefined if set-up has to run. It is read each
 * time (0.1 s): a disk that damages a file changes neither its size nor its times, and hosts would refuse the copy for ever.
 */
export async function currentKafkaArchive(version: string): Promise<KafkaArchive | undefined> {
  const own = await ownArchive(version);
  const path = archivePath(version);
  const record = await readRecord<KafkaRecord>(recordPath(version));
  if (!record || !existsSync(path) || record.recipe !== recipeOf(version)) return undefined;
  if (own && record.own !== (await identityOf(own))) return undefined;
  const { sha256, source } = record;
  if ((await hashFile(path)) === sha256) return { version, path, sha256, source };
  say(`${path} is no longer what was verified when it was made: it is made again`);
  return undefined;
}

/**
 * The archive of a release, made if need be: from the user's own archives, else Apache's, else Maven Central.
 * An archive that is there is kept, whatever it was made from: another digest would go to every host again.
 * @param options retryDownloads: where there is no archive, try the official download even if it was refused before
 * @throws Error with every source's reason if none works
 */
export async function ensureKafkaArchive(
  version: string,
  options: { retryDownloads?: boolean } = {},
): Promise<KafkaArchive> {
  const { artifacts, extra } = kafkaRelease(version);
  if (options.retryDownloads) await refusals.forget(`kafka-${version}`);
  const current = await currentKafkaArchive(version);
  if (current) return current;
  const own = await ownArchive(version);
  return step(`Kafka ${version}`, (note) => {
    const addExtra = async (folder: string, work: string) => {
      if (extra.length > 0) await copyJars(extra, join(folder, 'libs'), join(work, 'extra'), note);
    };
    // Whoever names an archive wants that one: if it is damaged, no other takes its place.
    if (own) {
      return pack(version, `own archive ${own}`, own, async (folder, work) => {
        await unpackOwn(own, version, folder);
        await addExtra(folder, work);
      });
    }
    return takeFirst<KafkaArchive>(
      `kafka-${version}`,
      [
        {
          name: 'Apache archive',
          remember: true,
          get: () =>
            pack(version, 'Apache archive', undefined, async (folder, work) => {
              await unpackFromApache(version, folder, work, note);
              await addExtra(folder, work);
            }),
        },
        {
          name: 'Maven Central',
          get: () => {
            say('    Maven Central: about 60 MB, 10 s to 2 min');
            return pack(version, 'Maven Central', undefined, (folder, work) =>
              copyJars([...artifacts, ...extra], join(folder, 'libs'), work, note),
            );
          },
        },
      ],
      `Install Maven (https://maven.apache.org/install.html), or put ${officialName(version)}.tgz into a folder and ` +
        `name that folder in ${ownArchivesVariable}, and try again.`,
    );
  });
}
