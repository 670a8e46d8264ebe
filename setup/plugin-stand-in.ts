// The project's own provider plugins, for sites where the official ones can't be downloaded: bundled to one plain
// JavaScript file that the engine starts like any other plugin.
import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { projectRoot } from '../lib/paths.ts';
import { executableOf, type Plugin } from './plugin-list.ts';

const pluginSources = join(projectRoot, 'plugins');

const bundling: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  banner: { js: '#!/usr/bin/env node' },
  // Compiled add-ons are optional to the libraries that ask for them; the compilers are for Pulumi programs only.
  external: ['*.node', 'cpu-features', 'typescript', 'ts-node', 'ts-node/*'],
  legalComments: 'inline',
  logLevel: 'silent',
};

const packageFile = { private: true, type: 'commonjs' };

function entryOf({ name }: Plugin): string {
  return join(pluginSources, name, 'src', 'index.ts');
}

/** True if the project carries a stand-in for this plugin. */
export async function hasStandIn(plugin: Plugin): Promise<boolean> {
  return stat(entryOf(plugin)).then(
    (entry) => entry.isFile(),
    () => false,
  );
}

/** Identifies all that a stand-in is made from; another value means that it has to be bundled again. */
export async function standInRecipe(plugin: Plugin): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([plugin, bundling, packageFile]));
  const entries = await readdir(pluginSources, { recursive: true, withFileTypes: true });
  const sources = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .concat(join(projectRoot, 'package-lock.json'));
  for (const file of sources.sort()) hash.update(relative(projectRoot, file)).update(await readFile(file));
  return hash.digest('hex');
}

/**
 * Bundles the stand-in into `folder`, under the name that the engine starts.
 * @throws Error with the bundler's messages
 */
export async function bundleStandIn(plugin: Plugin, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const executable = join(folder, executableOf(plugin));
  const { build } = await import('esbuild');
  await build({ ...bundling, entryPoints: [entryOf(plugin)], outfile: executable });
  await chmod(executable, 0o755);
  // Node.js takes the nearest package.json's word for what a file without an extension is.
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(packageFile)}\n`);
}
