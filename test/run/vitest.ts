// Runs vitest and counts what it found.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { localDir, projectRoot } from '../../lib/paths.ts';

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** The part of vitest's JSON report that is read. */
export interface VitestReport {
  success: boolean;
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
}

/** Counts of a report. A file that broke before its first test, and a run that failed otherwise, count as one each. */
export function countReport(report: VitestReport): Counts {
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length;
  const failed = report.numFailedTests + broken;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && !report.success ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

export interface VitestRun {
  project: 'unit' | 'lab';
  /** Test files, by parts of their paths; none: all of the project. */
  files?: readonly string[];
  /** True: vitest's output is shown while it runs; false: it is only returned. */
  show: boolean;
}

/** Runs one project's tests. A run that ends without a report, or with tests passed and a failing exit, counts as failed. */
export async function runVitest({
  project,
  files = [],
  show,
}: VitestRun): Promise<Counts & { output: string }> {
  const folder = join(localDir, 'test');
  const reportFile = join(folder, `vitest-${project}.json`);
  mkdirSync(folder, { recursive: true });
  rmSync(reportFile, { force: true });
  const vitest = join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs');
  const options = [
    `--project=${project}`,
    // What is shown only if something failed has the failures first.
    `--reporter=${show ? 'default' : 'dot'}`,
    ...(show ? ['--reporter=./test/run/failures-at-once.ts'] : []),
    '--reporter=json',
    `--outputFile.json=${reportFile}`,
  ];
  const run = await execa(process.execPath, [vitest, 'run', ...options, ...files], {
    cwd: projectRoot,
    stdin: 'ignore',
    all: true,
    reject: false,
    ...(show && { stdout: ['pipe', 'inherit'], stderr: ['pipe', 'inherit'] }),
  });
  const counts = readCounts(reportFile);
  if (run.failed && counts.failed === 0) counts.failed = 1;
  return { ...counts, output: run.all };
}

function readCounts(reportFile: string): Counts {
  try {
    return countReport(JSON.parse(readFileSync(reportFile, 'utf8')) as VitestReport);
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

export function addCounts(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** The closing line of a test run. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
