// The checks of the quick gate. Each is one program: what it prints is shown only if it fails.
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import pMap from 'p-map';
import { ensureSystemPackages } from '../../lab/system-packages.ts';
import { projectRoot } from '../../lib/paths.ts';
import { say } from '../../lib/progress.ts';
import { addCounts, runVitest, type Counts } from './vitest.ts';

interface CheckResult extends Counts {
  output: string;
}

interface Check {
  name: string;
  run: () => Promise<CheckResult>;
}

const inPackages = (...path: string[]) => join(projectRoot, 'node_modules', ...path);

/** A check that passes or fails as a whole. */
async function program(file: string, args: readonly string[]): Promise<CheckResult> {
  const result = await execa(file, args, { cwd: projectRoot, all: true, reject: false, stdin: 'ignore' });
  const output = result.all || (result.failed ? String(result.message) : '');
  return { passed: result.failed ? 0 : 1, failed: result.failed ? 1 : 0, skipped: 0, output };
}

const script = (path: string, ...args: string[]) => program(process.execPath, [path, ...args]);

const skippedFolders = ['node_modules', '.local', '.git'];

/** The command has no ending, which would be typed. */
const commandFile = join('cli', 'kafka-proxied');

/** Shell scripts of the tree, relative to its root: by their ending, the command, and those of CI. */
function shellScripts(folder = projectRoot, prefix = ''): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(prefix, entry.name);
    if (entry.isDirectory()) {
      return skippedFolders.includes(entry.name) ? [] : shellScripts(join(folder, entry.name), path);
    }
    return entry.name.endsWith('.sh') || prefix === '.ci' || path === commandFile ? [path] : [];
  });
}

async function shellcheck(): Promise<CheckResult> {
  await ensureSystemPackages(['shellcheck'], 'The check of shell scripts');
  return program('shellcheck', ['--external-sources', '--severity=style', ...shellScripts()]);
}

/** The heaviest first: the run takes as long as its last check. */
const checks: readonly Check[] = [
  { name: 'unit and mock tests', run: () => runVitest({ project: 'unit', show: false }) },
  { name: 'lint', run: () => script(inPackages('eslint', 'bin', 'eslint.js'), '.', '--max-warnings=0') },
  { name: 'types', run: () => script(inPackages('typescript', 'bin', 'tsc'), '--noEmit') },
  { name: 'format', run: () => script(inPackages('prettier', 'bin', 'prettier.cjs'), '--check', '.') },
  { name: 'shellcheck', run: shellcheck },
  { name: 'docs', run: () => script('setup/bootstrap.mjs', 'docs/generate.ts', '--check') },
];

/** Runs every check, a few at a time, and says a line for each as it ends; all output of those that failed comes last. */
export async function runChecks(): Promise<Counts> {
  const failures: { name: string; output: string }[] = [];
  const inspect = async ({ name, run }: Check): Promise<CheckResult> => {
    const began = Date.now();
    const result = await run().catch((error: unknown) => ({
      passed: 0,
      failed: 1,
      skipped: 0,
      output: error instanceof Error ? error.message : String(error),
    }));
    const verdict = result.failed === 0 ? 'ok    ' : 'FAILED';
    const tests =
      result.passed + result.failed > 1 ? `: ${result.passed} passed, ${result.failed} failed` : '';
    say(`${verdict} ${name}${tests} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    if (result.failed > 0) failures.push({ name, output: result.output });
    return result;
  };
  const results = await pMap(checks, inspect, { concurrency: Math.min(4, availableParallelism()) });
  for (const { name, output } of failures) say(`\n---- ${name} ----\n${output.trimEnd()}`);
  return results.reduce<Counts>(addCounts, { passed: 0, failed: 0, skipped: 0 });
}
