// The provider plugins: what the engine finds by itself, else the official download, else the project's stand-in.
import { cp, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { findOnPath } from '../lib/on-path.ts';
import { pulumiBinDir } from '../lib/paths.ts';
import { step } from '../lib/progress.ts';
import { downloadPlugin } from './plugin-download.ts';
import { executableOf, neededPlugins, pluginFolder, usersPulumiHome, type Plugin } from './plugin-list.ts';
import { bundleStandIn, hasStandIn, standInRecipe } from './plugin-stand-in.ts';
import { refusals, takeFirst } from './sources.ts';
import { isWhole, readRecord, replaceFolder, withStaging, writeInPlace } from './staging.ts';

type InstalledSource =
  'copied from the user’s Pulumi home' | 'official download' | 'stand-in of this project';

/** A plugin in use. */
export interface PluginInUse extends Plugin {
  readonly source: 'on PATH' | InstalledSource;
  /** Absolute path of the executable that the engine starts. */
  readonly executable: string;
}

interface Installed {
  readonly source: InstalledSource;
  /** Size of the executable in bytes: a power cut may leave a part of it, or nothing. */
  readonly size?: number;
  /** What a stand-in was made from. */
  readonly recipe?: string;
}

const recordName = 'kafka-proxied.json';

/** A plugin on PATH: the engine prefers it to all others, whatever its version is. */
function pluginOnPath(plugin: Plugin): PluginInUse | undefined {
  const searched = [pulumiBinDir, process.env['PATH'] ?? ''].join(delimiter);
  const executable = findOnPath(executableOf(plugin), searched);
  return executable ? { ...plugin, source: 'on PATH', executable } : undefined;
}

async function installedPlugin(plugin: Plugin): Promise<PluginInUse | undefined> {
  const record = await readRecord<Installed>(join(pluginFolder(plugin), recordName));
  if (!record) return undefined;
  if (record.recipe !== undefined && record.recipe !== (await standInRecipe(plugin))) return undefined;
  if (!(await isWhole(join(pluginFolder(plugin), executableOf(plugin)), record.size))) return undefined;
  return describe(plugin, record);
}

function describe(plugin: Plugin, { source }: Installed): PluginInUse {
  return { ...plugin, source, executable: join(pluginFolder(plugin), executableOf(plugin)) };
}

/** Lets `make` fill a folder and puts that in the engine's place for the plugin. */
async function install(
  plugin: Plugin,
  record: Installed,
  make: (folder: string) => Promise<string>,
): Promise<PluginInUse> {
  return withStaging(`plugin-${plugin.name}`, async (folder) => {
    // Another run may have finished while this one waited for its turn.
    const there = await installedPlugin(plugin);
    if (there?.source === record.source) return there;
    const finished = await make(folder);
    const { size } = await stat(join(finished, executableOf(plugin)));
    await writeInPlace(join(finished, recordName), `${JSON.stringify({ ...record, size })}\n`);
    await replaceFolder(finished, pluginFolder(plugin));
    return describe(plugin, record);
  });
}

async function copyFromUser(plugin: Plugin): Promise<PluginInUse | undefined> {
  const theirs = pluginFolder(plugin, usersPulumiHome());
  const found = await stat(join(theirs, executableOf(plugin))).catch(() => undefined);
  const unfinished = await stat(`${theirs}.partial`).catch(() => undefined);
  if (!found || unfinished) return undefined;
  return install(plugin, { source: 'copied from the user’s Pulumi home' }, async (folder) => {
    await cp(theirs, join(folder, 'plugin'), { recursive: true });
    return join(folder, 'plugin');
  });
}

async function useStandIn(plugin: Plugin): Promise<PluginInUse | undefined> {
  if (!(await hasStandIn(plugin))) throw new Error('this project has none for it');
  const recipe = await standInRecipe(plugin);
  return install(plugin, { source: 'stand-in of this project', recipe }, async (folder) => {
    await bundleStandIn(plugin, join(folder, 'plugin'));
    return join(folder, 'plugin');
  });
}

/** What the engine would use for each needed plugin now, without changing anything; undefined: set-up has to run. */
export async function currentPlugins(): Promise<readonly (Plugin & { readonly inUse?: PluginInUse })[]> {
  const needed = await neededPlugins();
  return Promise.all(
    needed.map(async (plugin) => {
      const inUse = pluginOnPath(plugin) ?? (await installedPlugin(plugin));
      return inUse ? { ...plugin, inUse } : plugin;
    }),
  );
}

/**
 * Every needed plugin, set up if need be.
 * @param options retryDownloads: try the official downloads even where they were refused before
 * @throws Error with every source's reason if one can't be had
 */
export async function ensurePlugins(
  options: { retryDownloads?: boolean } = {},
): Promise<readonly PluginInUse[]> {
  const ready: PluginInUse[] = [];
  for (const { inUse, ...plugin } of await currentPlugins()) {
    const refusal = `plugin-${plugin.name}`;
    if (options.retryDownloads) await refusals.forget(refusal);
    if (inUse && !(options.retryDownloads && inUse.source === 'stand-in of this project')) {
      ready.push(inUse);
      continue;
    }
    const inPlace = await step(`Pulumi plugin ${plugin.name} ${plugin.version}`, (note) =>
      takeFirst<PluginInUse>(
        refusal,
        [
          { name: 'the user’s Pulumi home', get: () => copyFromUser(plugin) },
          {
            name: 'official download',
            remember: true,
            get: () =>
              install(plugin, { source: 'official download' }, (folder) =>
                downloadPlugin(plugin, folder, note),
              ),
          },
          { name: 'stand-in of this project', get: () => useStandIn(plugin) },
        ],
        `Put the official ${executableOf(plugin)} on PATH, or allow its download, and try again.`,
      ),
    );
    ready.push(inPlace);
  }
  return ready;
}
