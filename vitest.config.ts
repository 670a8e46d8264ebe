// Two rings: `unit` (pure functions, and components against mocks), `lab` (real hosts).
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { defineConfig } from 'vitest/config';

const minute = 60_000;

/** Runs files in the order of their names: the lab's cases build on one running lab. */
class ByName extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return Promise.resolve([...files].sort((a, b) => (a.moduleId < b.moduleId ? -1 : 1)));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: ByName },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/components/**/*.test.ts'],
          setupFiles: ['test/run/no-console.ts'],
          // A bound for what hangs: many tests run real shells and servers, and the other checks run beside them.
          testTimeout: minute,
          hookTimeout: minute,
        },
      },
      {
        test: {
          name: 'lab',
          include: ['test/lab/**/*.lab.test.ts'],
          fileParallelism: false,
          testTimeout: 20 * minute,
          hookTimeout: 15 * minute,
          retry: 0,
        },
      },
    ],
  },
});
