// The Pulumi command line and its Node.js language host: what is there, else the official download, else a build.
import { realpath, stat } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import { findOnPath, pathWithout } from '../lib/on-path.ts';
import { localDir, pulumiBinDir, shellBinDir } from '../lib/paths.ts';
import { step } from '../lib/progress.ts';
import { buildPulumi, buildRecipe } from './pulumi-build.ts';
import { downloadPulumi } from './pulumi-download.ts';
import { pulumiEnvironment } from './pulumi-environment.ts';
import { refusals, takeFirst } from './sources.ts';
import { isWhole, readRecord, replaceFolder, withStaging, writeInPlace } from './staging.ts';
import { isAtLeast, parseVersion, type Version } from './version.ts';

/** The version that is downloaded or built. */
export const pinnedPulumiVersion = '3.259.0';

/**
 * A `pulumi` on PATH is used from this version on. Older engines lack flags that the wrappers use (`--run-program`,
 * `--clear-pending-creates`) or print plans differently from what the tests were written against.
 */
const oldestPulumiVersion: Version = [3, 200, 0];

/** The command line in use. */
export interface PulumiTools {
  readonly version: string;
  /** Absolute path of `pulumi`. */
  readonly pulumi: string;
  /** Absolute path of `pulumi-language-nodejs`. */
  readonly languageHost: string;
  readonly source: 'on PATH' | 'official download' | 'built from Go modules';
  /** Folders that go before PATH, so that `pulumi` and its language host are these. */
  readonly pathFirst: readonly string[];
}

interface Installed {
  readonly version: string;
  readonly source: 'official download' | 'built from Go modules';
  /** Pins and build inputs; other ones mean that the tools have to be made again. */
  readonly recipe: string;
  /** Size of `pulumi` in bytes: a power cut may leave a part of it, or nothing. */
  readonly size?: number;
}

const recordFile = join(pulumiBinDir, 'tools.json');

/** Asks a `pulumi` for its version; the answer is kept as long as the file stays the same, since asking takes 0.3 s. */
async function versionOf(pulumi: string): Promise<Version | undefined> {
  const cacheFile = join(localDir, 'setup', 'pulumi-on-path.json');
  const { size, mtimeMs } = await stat(pulumi);
  const identity = `${pulumi} ${size} ${mtimeMs}`;
  const cached = await readRecord<{ identity: string; printed: string }>(cacheFile);
  if (cached?.identity === identity) return parseVersion(cached.printed);
  const { stdout, failed } = await execa(pulumi, ['version'], {
    env: pulumiEnvironment(),
    reject: false,
    timeout: 20_000,
  });
  if (failed) return undefined;
  await writeInPlace(cacheFile, `${JSON.stringify({ identity, printed: stdout })}\n`);
  return parseVersion(stdout);
}

/** The tools on the user's own PATH; a string says why they can't be used, undefined means that there are none. */
async function pulumiOnPath(): Promise<PulumiTools | string | undefined> {
  const userPath = pathWithout(pulumiBinDir, shellBinDir);
  const pulumi = findOnPath('pulumi', userPath);
  if (!pulumi) return undefined;
  const version = await versionOf(pulumi);
  if (!version) return `${pulumi} doesn't tell its version`;
  if (!isAtLeast(version, oldestPulumiVersion)) {
    return `${pulumi} is ${version.join('.')}, older than ${oldestPulumiVersion.join('.')}`;
  }
  const beside = dirname(await realpath(pulumi));
  const languageHost = findOnPath(
    'pulumi-language-nodejs',
    [dirname(pulumi), beside, userPath].join(delimiter),
  );
  if (!languageHost) return `${pulumi} has no pulumi-language-nodejs beside it or on PATH`;
  const pathFirst = [...new Set([dirname(pulumi), dirname(languageHost)])];
  return { version: version.join('.'), pulumi, languageHost, source: 'on PATH', pathFirst };
}

async function installedPulumi(): Promise<PulumiTools | undefined> {
  const record = await readRecord<Installed>(recordFile);
  if (!record || record.recipe !== (await recipeOf(record.source))) return undefined;
  const tools = describe(record);
  return (await isWhole(tools.pulumi, record.size)) && (await isWhole(tools.languageHost))
    ? tools
    : undefined;
}

function describe(record: Installed): PulumiTools {
  return {
    version: record.version,
    pulumi: join(pulumiBinDir, 'pulumi'),
    languageHost: join(pulumiBinDir, 'pulumi-language-nodejs'),
    source: record.source,
    pathFirst: [pulumiBinDir],
  };
}

async function recipeOf(source: Installed['source']): Promise<string> {
  return source === 'official download' ? pinnedPulumiVersion : buildRecipe(pinnedPulumiVersion);
}

/** Fills a folder with the tools of one source and puts it in the place of the former one. */
async function install(
  source: Installed['source'],
  make: (folder: string) => Promise<string>,
): Promise<PulumiTools> {
  return withStaging('pulumi', async (folder) => {
    // Another run may have finished while this one waited for its turn; only an official copy replaces a build.
    const there = await installedPulumi();
    if (there && (there.source === source || source !== 'official download')) return there;
    const finished = await make(folder);
    const { size } = await stat(join(finished, 'pulumi'));
    const record: Installed = {
      version: pinnedPulumiVersion,
      source,
      recipe: await recipeOf(source),
      size,
    };
    await writeInPlace(join(finished, 'tools.json'), `${JSON.stringify(record)}\n`);
    await replaceFolder(finished, pulumiBinDir);
    return describe(record);
  });
}

/** What is in use now, without changing anything; undefined if set-up has to run. */
export async function currentPulumi(): Promise<PulumiTools | undefined> {
  const onPath = await pulumiOnPath();
  return typeof onPath === 'object' ? onPath : installedPulumi();
}

/**
 * The Pulumi command line with its Node.js language host, set up if need be.
 * @param options retryDownloads: try the official download even if it was refused before or a build is there
 * @throws Error with every source's reason if none works
 */
export async function ensurePulumi(options: { retryDownloads?: boolean } = {}): Promise<PulumiTools> {
  if (options.retryDownloads) await refusals.forget('pulumi');
  const current = await currentPulumi();
  if (current && !(options.retryDownloads && current.source === 'built from Go modules')) return current;
  return step(`Pulumi command line ${pinnedPulumiVersion}`, async (note) => {
    const onPath = await pulumiOnPath();
    return takeFirst<PulumiTools>(
      'pulumi',
      [
        {
          name: 'pulumi on PATH',
          get: async () => {
            if (typeof onPath === 'string') throw new Error(onPath);
            return onPath;
          },
        },
        {
          name: 'official download',
          remember: true,
          get: () =>
            install('official download', (folder) => downloadPulumi(pinnedPulumiVersion, folder, note)),
        },
        {
          name: 'build from Go modules',
          get: () =>
            install('built from Go modules', (folder) => buildPulumi(pinnedPulumiVersion, folder, note)),
        },
      ],
      `Install Pulumi ${oldestPulumiVersion.join('.')} or newer (https://www.pulumi.com/docs/install/) so that ` +
        '`pulumi` is on PATH, or Go 1.21 or newer (https://go.dev/dl/) so that it can be built, and try again.',
    );
  });
}
