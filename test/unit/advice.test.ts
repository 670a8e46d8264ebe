import { afterEach, expect, test, vi } from 'vitest';
import { npmRun, stackOptionsVariable } from '../../config/advice.ts';

afterEach(() => vi.unstubAllEnvs());

test('commands for the default stack are as short as can be', () => {
  vi.stubEnv(stackOptionsVariable, undefined);
  expect(npmRun('up')).toBe('npm run up');
  expect(npmRun('start', 'box4')).toBe('npm run start -- box4');
});

test('those for another one name it, so that they can be typed as they stand', () => {
  vi.stubEnv(stackOptionsVariable, '--stack home');
  expect(npmRun('up')).toBe('npm run up -- --stack home');
  expect(npmRun('start', 'box4')).toBe('npm run start -- --stack home box4');
});
