// Which stack file a state in the user's folder belongs to: two checkouts with different stacks of one name would each
// replace what the other made.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { say } from '../../lib/progress.ts';
import { readLine, writeLine } from './line.ts';

/**
 * Records this file as that of the stack. One that is gone is replaced.
 * @param file absolute path of the stack's config
 * @throws Error if another one is there
 */
export function claimStack(stack: string, stateDir: string, file: string): void {
  const record = join(stateDir, 'stack-files', stack);
  const before = readLine(record);
  if (before === file) return;
  if (before !== undefined && existsSync(before))
    throw new Error(
      `The state of stack ${stack} in ${stateDir} belongs to ${before}, and this is ${file}. Nothing was changed.\n` +
        `If this file takes the other's place, run this again with that file renamed or removed, or after: rm ${record}\n` +
        'If these are different stacks, rename one, or keep its state elsewhere: export XDG_STATE_HOME=FOLDER, or PULUMI_BACKEND_URL.',
    );
  writeLine(record, file);
  if (before !== undefined)
    say(`The state of stack ${stack} was that of ${before}; it is now that of ${file}.`);
}
