// The official build of a provider plugin.
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { download, DownloadRefused, publishedDigest, verifyDigest } from './download.ts';
import { executableOf, type Plugin } from './plugin-list.ts';

const architectures: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** The name of the published archive; undefined where none is published. */
export function pluginArchive(plugin: Plugin, platform: string, arch: string): string | undefined {
  const published = ['linux', 'darwin'].includes(platform) && architectures[arch];
  return published
    ? `${executableOf(plugin)}-v${plugin.version}-${platform}-${architectures[arch]}.tar.gz`
    : undefined;
}

/**
 * Downloads and verifies an official plugin, and unpacks it into a new folder inside `folder`.
 * @returns that folder
 * @throws DownloadRefused
 */
export async function downloadPlugin(
  plugin: Plugin,
  folder: string,
  note: (text: string) => void,
  from = `https://github.com/pulumi/pulumi-${plugin.name}/releases/download/v${plugin.version}`,
): Promise<string> {
  const name = pluginArchive(plugin, process.platform, process.arch);
  if (!name) throw new DownloadRefused(`no official build for ${process.platform} on ${process.arch}`);
  const checksums = join(folder, 'checksums.txt');
  await download(`${from}/pulumi-${plugin.name}_${plugin.version}_checksums.txt`, checksums);
  const expected = publishedDigest(await readFile(checksums, 'utf8'), name);
  const archive = join(folder, name);
  await download(`${from}/${name}`, archive, note);
  await verifyDigest(archive, expected);
  const unpacked = join(folder, 'plugin');
  await mkdir(unpacked);
  await execa('tar', ['-xzf', archive, '-C', unpacked]);
  return unpacked;
}
