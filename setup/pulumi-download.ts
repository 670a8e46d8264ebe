// The official Pulumi command line, as published for this kind of machine.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { say } from '../lib/progress.ts';
import { download, DownloadRefused, publishedDigest, verifyDigest } from './download.ts';
import { pulumiEnvironment } from './pulumi-environment.ts';

const releases = 'https://get.pulumi.com/releases/sdk';

/** The name of the published archive; undefined where none is published. */
export function releaseArchive(version: string, platform: string, arch: string): string | undefined {
  const published = ['linux', 'darwin'].includes(platform) && ['x64', 'arm64'].includes(arch);
  return published ? `pulumi-v${version}-${platform}-${arch}.tar.gz` : undefined;
}

/**
 * Downloads, verifies and unpacks the official tools.
 * @param folder an empty folder to work in
 * @param note progress for people
 * @param from where the releases lie
 * @returns the folder inside it that holds `pulumi` and its language hosts
 * @throws DownloadRefused
 */
export async function downloadPulumi(
  version: string,
  folder: string,
  note: (text: string) => void,
  from = releases,
): Promise<string> {
  const name = releaseArchive(version, process.platform, process.arch);
  if (!name) throw new DownloadRefused(`no official build for ${process.platform} on ${process.arch}`);
  const checksums = join(folder, 'checksums.txt');
  await download(`${from}/pulumi-${version}-checksums.txt`, checksums);
  const expected = publishedDigest(await readFile(checksums, 'utf8'), name);
  say('    official download: about 120 MB, usually under a minute');
  const archive = join(folder, name);
  await download(`${from}/${name}`, archive, note);
  await verifyDigest(archive, expected);
  note('unpacking');
  await execa('tar', ['-xzf', archive, '-C', folder]);
  const tools = join(folder, 'pulumi');
  const { failed } = await execa(join(tools, 'pulumi'), ['version'], {
    env: pulumiEnvironment(),
    reject: false,
  });
  if (failed) throw new DownloadRefused('the official build does not run on this machine');
  return tools;
}
