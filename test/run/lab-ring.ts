// The tests on real hosts: which there are, and a lab under them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isLabUp } from '../../lab/enter.ts';
import { runOwn } from '../../lib/own-program.ts';
import { projectRoot } from '../../lib/paths.ts';
import { say } from '../../lib/progress.ts';
import { clearReceipts, readReceipts, receiptTable } from './receipts.ts';
import { runVitest, type Counts } from './vitest.ts';

export interface LabCase {
  /** File name without its ending: what `npm run test:lab` takes. */
  name: string;
  /** Path in the checkout. */
  file: string;
  /** True for the pass that `npm test` makes; the others lie in test/lab/cases/. */
  core: boolean;
  /** First sentence of the file. */
  about: string;
}

const ending = '.lab.test.ts';
const folder = join('test', 'lab');
const onRequest = join(folder, 'cases');

function testFiles(root: string, directory: string): string[] {
  if (!existsSync(join(root, directory))) return [];
  const names = readdirSync(join(root, directory)).filter((name) => name.endsWith(ending));
  return names.sort().map((name) => join(directory, name));
}

/** The first sentence of the comment that a file begins with. */
function firstSentence(text: string): string {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('//'));
  const comment = lines.slice(0, end < 0 ? lines.length : end).map((line) => line.replace(/^\/\/ ?/, ''));
  return /^.*?\.(?= |$)/.exec(comment.join(' '))?.[0] ?? comment.join(' ');
}

/** All lab tests, in the order in which they run. */
export function labCases(root = projectRoot): LabCase[] {
  return [folder, onRequest].flatMap((directory) =>
    testFiles(root, directory).map((file) => ({
      name: basename(file, ending),
      file,
      core: directory === folder,
      about: firstSentence(readFileSync(join(root, file), 'utf8')),
    })),
  );
}

/** Sets up what is missing and brings the lab up; what can't be done is said by the program that fails. */
async function raiseLab(): Promise<boolean> {
  if ((await runOwn('setup/main.ts')) !== 0) return false;
  return (await runOwn('lab/main.ts', 'up')) === 0;
}

/** Runs the given cases on one lab, which is left as it was found: up or down. */
export async function runLabCases(cases: readonly LabCase[]): Promise<Counts> {
  const wasUp = await isLabUp();
  if (!(await raiseLab())) return { passed: 0, failed: 1, skipped: 0 };
  clearReceipts();
  try {
    return await runVitest({ project: 'lab', files: cases.map(({ file }) => file), show: true });
  } finally {
    const receipts = receiptTable(readReceipts());
    if (receipts) say(`\n${receipts}\n`);
    if (!wasUp) await runOwn('lab/main.ts', 'down');
  }
}
