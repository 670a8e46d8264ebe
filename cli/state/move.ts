// States that an earlier version kept in the checkout go to the user's state folder, with their history.
import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { say } from '../../lib/progress.ts';
import { describeLock, judgedLocks } from '../runs/locks.ts';
import { checkpointOf, filesOf, foldersOf, layoutFile, stacksIn } from './files.ts';

export interface Move {
  /** The folder of our own backend in the checkout. */
  from: string;
  /** The one that takes its place. */
  to: string;
  /** Gets what was moved, as it was: nothing of a state is ever removed. */
  kept: string;
}

/**
 * Moves states. All that can be refused is refused before the first of them is moved. Cut off anywhere, the next call
 * goes on: the new place has a stack only when it has all of it.
 * @param isMoved which of the stacks that are there
 * @returns names of the stacks that were moved
 * @throws Error if a run may be changing one of them, or if the new place has another state of it
 */
export function moveStates(folders: Move, isMoved: (stack: string) => boolean): string[] {
  const { from, to } = folders;
  if (existsSync(to) && existsSync(from) && realpathSync(to) === realpathSync(from)) return [];
  const stacks = stacksIn(from).filter(isMoved);
  const reasons = stacks.flatMap((stack) => [...runOf(stack, from), ...twoStates(stack, folders)]);
  if (reasons.length > 0) throw new Error(`${reasons.join('\n')}\nNothing was changed.`);
  for (const stack of stacks) {
    moveState(stack, folders);
    say(
      `The state of stack ${stack} is now in ${to}, out of reach of \`git clean\`. What was in this checkout is kept in ${folders.kept}.`,
    );
  }
  return stacks;
}

function runOf(stack: string, from: string): string[] {
  const lock = judgedLocks(stack, false, from).find(({ state }) => state !== 'left');
  if (!lock) return [];
  return [
    `The state of stack ${stack} has to be moved, and it is locked by ${describeLock(lock)}. Wait until that ends; if it has ended, remove the lock with the version of kafka-proxied that set it.`,
  ];
}

/** The same state is there after a move that was cut off. */
function twoStates(stack: string, { from, to }: Move): string[] {
  const there = checkpointOf(stack, to);
  const here = checkpointOf(stack, from);
  if (there === undefined || here === undefined) return [];
  if (readFileSync(join(to, there)).equals(readFileSync(join(from, here)))) return [];
  return [
    `Stack ${stack} has two states: ${join(from, here)}, of this checkout, and ${join(to, there)}, of another checkout or of an earlier one. Move the one away that does not describe your hosts. If both do, rename one stack and its file, or keep its state elsewhere by PULUMI_BACKEND_URL.`,
  ];
}

function moveState(stack: string, { from, to, kept }: Move): void {
  const checkpoint = checkpointOf(stack, from);
  if (checkpoint === undefined) return;
  const others = [...foldersOf(stack), ...filesOf(stack, from)].filter(
    (name) => name !== checkpoint && existsSync(join(from, name)),
  );
  if (!existsSync(join(to, layoutFile)) && existsSync(join(from, layoutFile)))
    copy(join(from, layoutFile), join(to, layoutFile));
  for (const name of others) copy(join(from, name), join(to, name));
  // Last, and in one step: without it, the new place does not have the stack.
  const staged = join(to, `moving-${stack}`);
  copy(join(from, checkpoint), staged);
  makeFolderOf(join(to, checkpoint));
  renameSync(staged, join(to, checkpoint));
  // The checkpoint last here, too: while it is there, the next call goes on.
  for (const name of [...others, checkpoint]) keep(join(from, name), join(kept, name));
}

function makeFolderOf(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
}

function copy(path: string, target: string): void {
  makeFolderOf(target);
  cpSync(path, target, { recursive: true, preserveTimestamps: true });
}

/** What an earlier move kept under that name stays beside it. */
function keep(path: string, target: string): void {
  let free = target;
  for (let number = 1; existsSync(free); number++) free = `${target}.${number}`;
  makeFolderOf(free);
  renameSync(path, free);
}
