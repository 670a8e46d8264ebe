// One wrong case: what is changed in the reference topology, and everything that is said of it.
import { expect, test } from 'vitest';
import { problemsOf, referenceValues, type Values } from '../support/config-fixture.ts';

export interface Case {
  what: string;
  change: (values: Values) => void;
  /** Every path that is reported, with a part of its reason. */
  expected: [path: string, reason: string][];
}

/** @param base the config that is right; default: the reference topology */
export function refuses(cases: readonly Case[], base = referenceValues): void {
  test.each(cases)('$what', ({ change, expected }) => {
    const values = base();
    change(values);
    const problems = problemsOf(values);
    expect(problems.map(({ path }) => path).sort()).toEqual(expected.map(([path]) => path).sort());
    for (const [path, reason] of expected) {
      const found = problems.find((problem) => problem.path === path);
      expect(found?.reason).toContain(reason);
      expect(found?.fix).not.toBe('');
    }
  });
}
