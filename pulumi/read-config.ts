// A stack's topology outside of Pulumi programs: for status, doctor and whatever else runs by itself.
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { checkConfig, type Checked, type RawConfig } from '../config/check.ts';
import { resolveOtherClusters } from '../config/other-clusters.ts';
import { projectName } from '../config/problem.ts';
import { projectRoot } from '../lib/paths.ts';
import { askPulumi } from './ask.ts';
import { outputsIfThere } from './outputs.ts';

/** One entry of what `pulumi config --json` prints; a value that is or holds a secret is left out by pulumi. */
interface PrintedEntry {
  value?: string;
  objectValue?: unknown;
  secret: boolean;
}

/** Reads what `pulumi config --json` prints, without --show-secrets. */
export function rawFromJson(json: string): RawConfig {
  const printed = Object.entries(JSON.parse(json) as Record<string, PrintedEntry>);
  const plain = printed.filter(([, { secret }]) => !secret);
  return {
    values: Object.fromEntries(plain.map(([key, entry]) => [key, entry.objectValue ?? entry.value])),
    secretKeys: printed.filter(([, { secret }]) => secret).map(([key]) => key),
  };
}

export interface ReadOptions {
  /** The pulumi executable. */
  pulumi: string;
  stack: string;
  /** Another file than the stack's own. */
  configFile?: string | undefined;
  /** Variables for pulumi, such as PULUMI_HOME, PULUMI_BACKEND_URL and the passphrase's file. */
  env: Record<string, string>;
}

/**
 * Reads and checks a stack's config by the pulumi command line.
 * @throws Error with pulumi's own words where it can't read the stack
 */
export async function readConfig({ pulumi, stack, configFile, env }: ReadOptions): Promise<Checked> {
  const other = configFile === undefined ? [] : ['--config-file', configFile];
  const args = ['config', '--json', ...other];
  const all = { ...process.env, ...env };
  const printed = await askPulumi({ what: 'config', pulumi, stack, args, env: all });
  const checked = checkRaw(rawFromJson(printed), stack, configFile);
  if (!checked.ok) return checked;
  const { topology, notes, problems } = await resolveOtherClusters(checked.topology, (other) =>
    outputsIfThere({ pulumi, stack: other, env: all }),
  );
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, topology, notes: [...checked.notes, ...notes], logins: checked.logins };
}

/**
 * Checks a config that was already read.
 * @param stackFile absolute path of the file that it was read from; default: the stack's own
 */
export function checkRaw(raw: RawConfig, stack: string, stackFile?: string): Checked {
  return checkConfig(raw, {
    project: projectName,
    stack,
    stackFile,
    root: projectRoot,
    home: homedir(),
    readFile: (path) => readFileSync(path, 'utf8'),
  });
}
