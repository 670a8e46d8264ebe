import { afterEach, expect, test, vi } from 'vitest';
import { npmRun, stackOptionsVariable } from '../../config/advice.ts';

afterEach(() => vi.unstubAllEnvs());

test('commands for the default stack are as short as can be', () => {
  vi.stubEnv(stackOptionsVariable, undefined);
  expect(npmRun('up')).toBe('npm run up');
  expect(npmRun('stop', 'box4')).toBe('npm run stop -- box4');
  expect(npmRun('start', 'box4')).toBe('npx kafka-proxied start box4');
});

test('those for another one name it, so that they can be typed as they stand', () => {
  vi.stubEnv(stackOptionsVariable, '--stack home');
  expect(npmRun('up')).toBe('npm run up -- --stack home');
  expect(npmRun('stop', 'box4')).toBe('npm run stop -- --stack home box4');
  expect(npmRun('start', 'box4')).toBe('npx kafka-proxied start --stack home box4');
});
