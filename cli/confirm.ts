// A question at the terminal before something that has consequences.
import { createInterface } from 'node:readline/promises';
import { say } from '../lib/progress.ts';

/** Whether somebody sits at a terminal. */
export function someoneCanAnswer(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY;
}

export async function ask(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(question)).trim());
  } finally {
    terminal.close();
  }
}

/**
 * Says what will happen, and asks. Where nobody can answer, a stack of the lab goes ahead.
 * @throws Error if the answer is no, or nobody can give one
 */
export async function confirm(what: string, question: string, lab: boolean): Promise<void> {
  say(what);
  if (!someoneCanAnswer()) {
    if (lab) return;
    throw new Error('Nothing was changed. There is no terminal for an answer: give --yes to continue.');
  }
  if (!(await ask(question))) throw new Error('Nothing was changed.');
}
