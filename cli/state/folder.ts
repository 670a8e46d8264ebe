// The user's state folder, made ready for a stack of this checkout.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../lib/message.ts';
import { localDir, pulumiStateDir } from '../../lib/paths.ts';
import { say } from '../../lib/progress.ts';
import { readStackFile, stackFilePath, type StackFile } from '../../pulumi/stack-file.ts';
import { withLock } from '../../setup/lock.mjs';
import { claimStack } from './claim.ts';
import { stacksIn } from './files.ts';
import { readLine, writeLine } from './line.ts';
import { moveStates } from './move.ts';

/** Says where the states of this checkout are. */
const record = join(localDir, 'state-folder');
const kept = join(localDir, 'pulumi', 'moved-states');

/**
 * Makes the folder, moves states of this checkout there, and records whose they are.
 * @throws Error if this checkout has its states elsewhere, if the folder can't be made, or as {@link moveStates} and
 *   {@link claimStack}
 */
export async function prepareUserState(stack: StackFile, stateDir: string): Promise<void> {
  requireSameFolder(stateDir);
  makeFolder(stateDir);
  await withLock(
    join(stateDir, 'lock'),
    () => {
      // A stack may use another's outputs: both must be in one place.
      const isMoved = (name: string) => name === stack.name || isOfUser(name);
      for (const name of new Set([stack.name, ...stacksIn(pulumiStateDir).filter(isMoved)]))
        claimStack(name, stateDir, stackFilePath(name === stack.name ? stack : { name }));
      moveStates({ from: pulumiStateDir, to: stateDir, kept }, isMoved);
      return Promise.resolve();
    },
    say,
  );
  writeLine(record, stateDir);
}

/** Another user, or another environment, would begin a new state, and not find the one that is there. */
function requireSameFolder(stateDir: string): void {
  const before = readLine(record) ?? stateDir;
  if (before === stateDir) return;
  throw new Error(
    `The states of this checkout's stacks are in ${before}; for this user and XDG_STATE_HOME, that would be ${stateDir}. Nothing was changed.\n` +
      `Run this as the user who ran it before, or set XDG_STATE_HOME. If you moved the folder yourself: rm ${record}`,
  );
}

function makeFolder(stateDir: string): void {
  try {
    mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Error(
      `The folder for Pulumi's state can't be made: ${messageOf(error)}. Set XDG_STATE_HOME to a folder that you can write.`,
      { cause: error },
    );
  }
}

/** A stack without a file, or with one that can't be read, is left where it is. */
function isOfUser(name: string): boolean {
  try {
    return !readStackFile(name).lab;
  } catch {
    return false;
  }
}
