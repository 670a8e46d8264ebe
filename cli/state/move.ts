// States that an earlier version kept in the checkout go to the user's state folder, with their history.
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pulumiStateDir } from '../../lib/paths.ts';
import { say } from '../../lib/progress.ts';
import { readStackFile } from '../../pulumi/stack-file.ts';
import { describeLock, judgedLocks } from '../runs/locks.ts';
import { checkpointOf, filesOf, foldersOf, layoutFile, stacksIn } from './files.ts';

interface Folders {
  from: string;
  to: string;
}

/**
 * Moves the states of all stacks of this checkout that are not of the lab: a stack may use another's outputs, so both
 * must be in one place. Cut off anywhere, the old place has all of it until the new one has.
 * @throws Error before anything of a stack is moved, if a run changes it, or if the new place has another state of it
 */
export function moveStates(to: string, from = pulumiStateDir, isOfLab = isStackOfLab): void {
  const stacks = stacksIn(from).filter((stack) => !isOfLab(stack));
  for (const stack of stacks) requireNoRun(stack, from);
  for (const stack of stacks) {
    requireSameOrNone(stack, { from, to });
    moveState(stack, { from, to });
    say(
      `The state of stack ${stack} is now in ${to}: it was in ${from}, where \`git clean\` would have removed it.`,
    );
  }
}

/** A stack without a file, or with one that can't be read, is left where it is. */
function isStackOfLab(stack: string): boolean {
  try {
    return readStackFile(stack).lab;
  } catch {
    return true;
  }
}

function requireNoRun(stack: string, from: string): void {
  const held = judgedLocks(stack, false, from).find(({ state }) => state === 'held');
  if (held)
    throw new Error(
      `The state of stack ${stack} has to be moved, and it is being changed now by ${describeLock(held)}. Wait until that ends.`,
    );
}

/** The same state is there after a move that was cut off before the old one was removed. */
function requireSameOrNone(stack: string, { from, to }: Folders): void {
  const there = checkpointOf(stack, to);
  const here = checkpointOf(stack, from);
  if (there === undefined || here === undefined) return;
  if (readFileSync(join(to, there)).equals(readFileSync(join(from, here)))) return;
  throw new Error(
    `Stack ${stack} has two states: ${join(from, here)}, of this checkout, and ${join(to, there)}, of another checkout ` +
      'on this machine or of an earlier one. Nothing was changed. Keep the one that describes your hosts:\n' +
      `  the one in this checkout: move the other away, and run this again\n` +
      `  the other: move the one in this checkout away\n` +
      `  both, of different clusters: rename one stack and its file, or keep its state elsewhere by PULUMI_BACKEND_URL`,
  );
}

function moveState(stack: string, { from, to }: Folders): void {
  mkdirSync(to, { recursive: true, mode: 0o700 });
  const checkpoint = checkpointOf(stack, from);
  const others = filesOf(stack, from).filter((name) => name !== checkpoint);
  const folders = foldersOf(stack).filter((name) => existsSync(join(from, name)));
  if (!existsSync(join(to, layoutFile)) && existsSync(join(from, layoutFile))) copy(layoutFile, { from, to });
  for (const name of [...folders, ...others]) copy(name, { from, to });
  // Last, and in one step: without it, the new place does not have the stack.
  if (checkpoint !== undefined) {
    const staged = join(to, `moving-${stack}`);
    cpSync(join(from, checkpoint), staged, { preserveTimestamps: true });
    mkdirSync(dirname(join(to, checkpoint)), { recursive: true, mode: 0o700 });
    renameSync(staged, join(to, checkpoint));
  }
  for (const name of [...(checkpoint === undefined ? [] : [checkpoint]), ...others, ...folders])
    rmSync(join(from, name), { recursive: true, force: true });
}

function copy(name: string, { from, to }: Folders): void {
  mkdirSync(dirname(join(to, name)), { recursive: true, mode: 0o700 });
  cpSync(join(from, name), join(to, name), { recursive: true, preserveTimestamps: true });
}
