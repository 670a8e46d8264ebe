// The official archive of a Kafka release: from a folder of the user's, or from Apache.
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { say } from '../lib/progress.ts';
import { download, DownloadRefused, publishedDigest, verifyDigest } from './download.ts';
import { kafkaRelease, officialName } from './kafka-release.ts';

/**
 * Names the folder with the user's own copies of official archives, called as Apache calls them
 * (`kafka_2.13-3.9.2.tgz`, and `.sha512` beside it to have it verified).
 */
export const ownArchivesVariable = 'KAFKA_PROXIED_ARCHIVES';

/** The user's own archive of a release; undefined if there is none. */
export async function ownArchive(version: string): Promise<string | undefined> {
  const folder = process.env[ownArchivesVariable];
  if (!folder) return undefined;
  const file = join(folder, `${officialName(version)}.tgz`);
  return (await stat(file).catch(() => undefined)) && file;
}

/** Unpacks what Kafka's users need from an official archive into `folder`: libs, LICENSE, NOTICE. */
async function unpack(archive: string, version: string, folder: string): Promise<void> {
  const wanted = ['libs', 'LICENSE', 'NOTICE'].map((name) => `${officialName(version)}/${name}`);
  await execa('tar', ['-xzf', archive, '-C', folder, '--strip-components=1', ...wanted]);
}

/**
 * Verifies (where a `.sha512` lies beside it) and unpacks the user's own archive.
 * @throws Error naming the file and what is wrong with it
 */
export async function unpackOwn(archive: string, version: string, folder: string): Promise<void> {
  const checksum = await readFile(`${archive}.sha512`, 'utf8').catch(() => undefined);
  if (checksum === undefined) say(`    ${archive}.sha512 doesn't exist: the archive is used as it is`);
  else await verifyDigest(archive, publishedDigest(checksum, `${officialName(version)}.tgz`));
  await unpack(archive, version, folder);
}

/**
 * Downloads, verifies and unpacks Apache's archive.
 * @param work an empty folder to work in
 * @throws DownloadRefused
 */
export async function unpackFromApache(
  version: string,
  folder: string,
  work: string,
  note: (text: string) => void,
  from = 'https://archive.apache.org/dist/kafka',
): Promise<void> {
  if (!kafkaRelease(version).hasSha512) throw new DownloadRefused('it has no SHA-512 there to verify it by');
  const name = `${officialName(version)}.tgz`;
  const archive = join(work, name);
  await download(`${from}/${version}/${name}.sha512`, `${archive}.sha512`);
  const expected = publishedDigest(await readFile(`${archive}.sha512`, 'utf8'), name);
  say('    official download: about 120 MB, 1 to 10 min (the Apache archive is a slow server)');
  await download(`${from}/${version}/${name}`, archive, note);
  await verifyDigest(archive, expected);
  await unpack(archive, version, folder);
}
