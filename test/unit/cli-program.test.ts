// Does not prove how terminals and npm deliver signals: that was tried by hand. These are the rules applied to them.
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { atOperator } from '../../cli/at-operator.ts';
import { withoutEchoes } from '../../lib/foreground.ts';
import { describeFailure, UsageError } from '../../lib/program.ts';
import { projectRoot } from '../../lib/paths.ts';
import { addCounts, closingLine, countReport, type VitestReport } from '../run/vitest.ts';

describe('signals', () => {
  it('takes what npm repeats for the same key press, and a later one for another', () => {
    let now = 0;
    const handled: string[] = [];
    const pass = withoutEchoes(
      (signal) => handled.push(`${signal} at ${now}`),
      () => now,
    );
    for (const at of [0, 3, 2000, 2001]) {
      now = at;
      pass('SIGINT');
    }
    pass('SIGTERM');
    expect(handled).toEqual(['SIGINT at 0', 'SIGINT at 2000', 'SIGTERM at 2001']);
  });
});

describe('failures', () => {
  it('shows a user’s mistake as one message, and our own with its stack', () => {
    expect(describeFailure(new UsageError('--stack needs a name'))).toBe('--stack needs a name');
    expect(describeFailure(new Error('the lab is down'))).toBe('the lab is down');
    expect(describeFailure('odd')).toBe('odd');
    expect(describeFailure(new TypeError('x is undefined'))).toMatch(
      /^This is a mistake in kafka-proxied itself:\nTypeError: x is undefined\n +at /,
    );
  });
});

describe('--help', () => {
  it.each([
    ['doctor', '--from', 'x', '--help'],
    ['restart', '-h'],
  ])('of %s tells its usage, and nothing else is done', async (...args) => {
    const main = join(projectRoot, 'cli', 'main.ts');
    const { exitCode, stdout } = await execa('node', ['--import', 'tsx', main, ...args], { reject: false });
    expect({ exitCode, usage: stdout.split('\n')[0] }).toEqual({
      exitCode: 0,
      usage: expect.stringMatching(/^usage: npm run \S*(doctor|restart) -- /) as string,
    });
  });
});

describe('a command of the operator', () => {
  const main = join(projectRoot, 'cli', 'main.ts');
  const tsx = ['--import', 'tsx'];

  it.each([
    ['status', '--jsn'],
    ['stop', 'a', 'b'],
    ['carry-again', 'mirror'],
    ['hand-over', 'engine1'],
    ['doctor', '--fro', 'x'],
  ])('refuses what it does not understand before anything is started: %s %s', async (...args) => {
    const { exitCode, stderr } = await execa('node', [...tsx, main, ...args], { reject: false });
    expect({ exitCode, usage: /^usage: npm run \S+/m.exec(stderr)?.[0] }).toEqual({
      exitCode: 2,
      usage: expect.stringMatching(/^usage: npm run /) as string,
    });
  });

  it('ends with the code that it has for a failure', async () => {
    const failing = (error: Error, failureCode?: number) => {
      const parse = () => {
        throw error;
      };
      return atOperator({
        usage: '',
        parse,
        run: async () => 0,
        ...(failureCode !== undefined && { failureCode }),
      });
    };
    expect(await failing(new Error('it went wrong'), 2).start('x')([])).toBe(2);
    expect(await failing(new Error('it went wrong')).start('x')([])).toBe(1);
    await expect(failing(new UsageError('usage')).start('x')([])).rejects.toThrow(UsageError);
  });
});

const report: VitestReport = {
  success: true,
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 1,
  testResults: [{ status: 'passed', assertionResults: [{}, {}, {}] }],
};

describe('counts', () => {
  it('reads a report', () => {
    expect(countReport(report)).toEqual({ passed: 3, failed: 0, skipped: 2 });
  });

  it('counts a file that broke before its first test', () => {
    const broken = { status: 'failed', assertionResults: [] };
    expect(
      countReport({ ...report, success: false, testResults: [...report.testResults, broken] }).failed,
    ).toBe(1);
  });

  it('counts a run that failed although every test passed', () => {
    expect(countReport({ ...report, success: false }).failed).toBe(1);
  });

  it('ends with one line over all runs', () => {
    const all = addCounts({ passed: 3, failed: 0, skipped: 0 }, { passed: 4, failed: 1, skipped: 0 });
    expect(closingLine(all)).toBe('7 passed, 1 failed');
    expect(closingLine({ passed: 1, failed: 0, skipped: 2 })).toBe('1 passed, 0 failed, 2 skipped');
  });
});
