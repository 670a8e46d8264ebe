// What a measurement was made on, and with.
import { cpus, totalmem } from 'node:os';
import { execa } from 'execa';
import { projectRoot } from '../lib/paths.ts';
import { currentPlugins } from '../setup/plugins.ts';

export interface Machine {
  cpus: number;
  memoryGiB: number;
  /** Version of Node.js. */
  node: string;
  /** Where the plugins that Pulumi uses come from, for people. */
  plugins: string;
  /** Of this checkout, `with changes` where files differ from it; `unknown` where it is no clone. */
  commit: string;
}

export async function thisMachine(): Promise<Machine> {
  const plugins = await currentPlugins();
  const sources = new Set(plugins.map(({ inUse }) => inUse?.source ?? 'not set up'));
  return {
    cpus: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    plugins: [...sources].join(', '),
    commit: await commitHere(),
  };
}

async function commitHere(): Promise<string> {
  const git = async (...args: string[]): Promise<string> =>
    (await execa('git', args, { cwd: projectRoot })).stdout;
  try {
    const changed = (await git('status', '--porcelain')) !== '';
    return `${await git('rev-parse', '--short', 'HEAD')}${changed ? ' with changes' : ''}`;
  } catch {
    return 'unknown';
  }
}
