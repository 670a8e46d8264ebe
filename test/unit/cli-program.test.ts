// Does not prove how terminals and npm deliver signals: that was tried by hand. These are the rules applied to them.
import { describe, expect, it, vi } from 'vitest';
import { atOperator } from '../../cli/at-operator.ts';
import { CliCommand, runCommand } from '../../lib/command-line/command.ts';
import { withoutEchoes } from '../../lib/foreground.ts';
import { describeFailure, UsageError } from '../../lib/program.ts';
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

// Nothing is started here: what would be is looked at.
const started = vi.hoisted((): string[][] => []);
vi.mock('../../lib/foreground.ts', async (original) => ({
  ...(await original<object>()),
  runInForeground: async (argv: string[]) => {
    started.push(argv);
    return 7;
  },
}));
vi.mock('../../cli/stack-env.ts', async (original) => ({
  ...(await original<object>()),
  prepareStack: async (name: string, configFile?: string) => ({ name, configFile, variables: {} }),
}));

describe('a command of the operator', () => {
  it('hands on what it was asked for, and the stack', async () => {
    const ran: unknown[] = [];
    const { command, work } = atOperator<unknown>(
      new CliCommand('x', 'does x').argument('[words...]').option('-y, --yes', 'agreed'),
      {
        request: (options: { yes?: boolean }, words: string[]) => ({ yes: options.yes, words }),
        run: async (...all) => {
          ran.push(...all);
          return 3;
        },
      },
    );
    expect(await runCommand(command, ['a b', '--yes', "it's", '--stack', 'local'])).toBe(7);
    const [file, name, handed = ''] = started[0]?.slice(-3) ?? [];
    expect(file).toMatch(/cli\/worker\.ts$/);
    expect(name).toBe('x');
    expect(await work(handed)).toBe(3);
    expect(ran).toEqual([
      { yes: true, words: ['a b', "it's"] },
      { name: 'local', configFile: undefined, variables: {} },
      { stack: 'local' },
    ]);
  });

  it('ends with the code that it has for a failure', async () => {
    const failing = async (error: Error, failureCode = 1) => {
      const request = () => {
        throw error;
      };
      const work = { request, failureCode, run: async () => 0 };
      return runCommand(atOperator(new CliCommand('x', 'does x'), work).command, []);
    };
    expect(await failing(new Error('it went wrong'), 2)).toBe(2);
    expect(await failing(new Error('it went wrong'))).toBe(1);
    await expect(failing(new UsageError('usage'))).rejects.toThrow(UsageError);
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
