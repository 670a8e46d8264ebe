// Tells why a test failed when it did: a run of lab tests goes on for long after, and vitest tells it at the very end.
import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';
import type { TestError } from 'vitest';
import { say } from '../../lib/progress.ts';

function tell(name: string, errors: readonly Pick<TestError, 'message' | 'diff'>[]): void {
  for (const { message, diff = '' } of errors) say(`\n${name} failed:\n${message}\n${diff}\n`);
}

export default class FailuresAtOnce implements Reporter {
  onTestCaseResult(test: TestCase): void {
    const { state, errors = [] } = test.result();
    if (state === 'failed') tell(`${test.module.relativeModuleId} > ${test.fullName}`, errors);
  }

  /** What went wrong around the tests of a group, such as in `beforeAll`. */
  onTestSuiteResult(suite: TestSuite): void {
    tell(`${suite.module.relativeModuleId} > ${suite.fullName}`, suite.errors());
  }

  /** The same around all tests of a file. */
  onTestModuleEnd(module: TestModule): void {
    tell(module.relativeModuleId, module.errors());
  }
}
