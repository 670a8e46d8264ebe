// Makes a test fail that lets anything be written to the console: what a user sees goes through lib/progress.ts.
import { format } from 'node:util';
import { afterEach, beforeEach, expect } from 'vitest';

const methods = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const;
const written: string[] = [];

for (const method of methods) {
  console[method] = (...values: unknown[]) => {
    written.push(`console.${method}: ${format(...values)}`);
  };
}

beforeEach(() => {
  written.length = 0;
});

afterEach(() => {
  expect(written, 'a test must not write to the console').toEqual([]);
});
