// Starts another program of this checkout, in a process of its own.
import { join } from 'node:path';
import { runInForeground } from './foreground.ts';
import { projectRoot } from './paths.ts';

/** Command line of one of our programs, given by its path in the checkout; works in every folder. */
export function programArgv(file: string, ...args: string[]): string[] {
  return [process.execPath, join(projectRoot, file), ...args];
}

/** Runs one of our programs with our streams, in the checkout. */
export function runOwn(file: string, ...args: string[]): Promise<number> {
  return runInForeground(programArgv(file, ...args), { cwd: projectRoot });
}
