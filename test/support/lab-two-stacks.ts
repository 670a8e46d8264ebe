// The stacks `cluster1` and `cluster2`, which describe the reference topology apart.
import { join } from 'node:path';
import { projectRoot } from '../../lib/paths.ts';
import { type Ran, readUpdate, run, succeeded, type Update } from './lab-stack.ts';

export type Part = 'cluster1' | 'cluster2';

/** The stack's own file. */
export function fileOf(part: Part): string {
  return join(projectRoot, `Pulumi.${part}.yaml`);
}

/** One of our npm scripts on one of them, to its end, whatever that is. */
export function runPart(script: string, part: Part, ...args: string[]): Promise<Ran> {
  return run(script, '--stack', part, ...args);
}

/** `up` or `destroy`, without a preview; may fail. */
export async function tryPart(script: 'up' | 'destroy', part: Part, ...args: string[]): Promise<Update> {
  return readUpdate(await runPart(script, part, '--yes', '--skip-preview', '--json', ...args));
}

/** The same. @throws Error with its output if it fails */
export async function updatePart(script: 'up' | 'destroy', part: Part, ...args: string[]): Promise<Update> {
  return succeeded(`${script} of ${part}`, await tryPart(script, part, ...args));
}
