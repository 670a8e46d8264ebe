// Which checkout a state in the user's folder belongs to: two checkouts with different stacks of one name would each
// replace what the other made.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../lib/paths.ts';
import { say } from '../../lib/progress.ts';

/**
 * Records this checkout as that of the stack. One that is gone, or no longer has the stack's file, is replaced.
 * @throws Error if another checkout has the stack
 */
export function claimStack(stack: string, stateDir: string, checkout = projectRoot): void {
  const folder = join(stateDir, 'checkouts');
  const record = join(folder, stack);
  const before = existsSync(record) ? readFileSync(record, 'utf8').trim() : undefined;
  if (before === checkout) return;
  const otherFile = before === undefined ? undefined : join(before, `Pulumi.${stack}.yaml`);
  if (otherFile !== undefined && existsSync(otherFile))
    throw new Error(
      `The state of stack ${stack} in ${stateDir} belongs to another checkout, ${before}. Nothing was changed.\n` +
        `If this checkout takes its place, rename or remove ${otherFile}, and run this again.\n` +
        'If these are different stacks, rename one and its file, or keep its state elsewhere by PULUMI_BACKEND_URL.',
    );
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(record, `${checkout}\n`);
  if (before !== undefined)
    say(`The state of stack ${stack} was that of ${before}; it is now that of ${checkout}.`);
}
