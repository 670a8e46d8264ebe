// Starts another program of this checkout, in a process of its own.
import { join } from 'node:path';
import { runInForeground } from './foreground.ts';
import { projectRoot } from './paths.ts';

/** Address of the loader that lets Node.js run TypeScript, good in every folder. */
const tsx = import.meta.resolve('tsx');

/** Command line of one of our programs, given by its path in the checkout; works in every folder. */
export function programArgv(file: string, ...args: string[]): string[] {
  return [process.execPath, '--import', tsx, join(projectRoot, file), ...args];
}

/** Runs one of our programs with our streams, in the checkout. */
export function runOwn(file: string, ...args: string[]): Promise<number> {
  return runInForeground(programArgv(file, ...args), { cwd: projectRoot });
}
