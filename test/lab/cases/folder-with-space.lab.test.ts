// A checkout in a folder with a space and an umlaut: both commands of the README work there. Does not prove: that set-up
// works there from nothing; what it made is taken over from this checkout.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SharedCheckout } from '../../../bench/shared-checkout.ts';

const checkout = new SharedCheckout('mein Ordner ü');
/** Both commands together, on two cores. */
const hour = 60 * 60_000;

beforeAll(() => checkout.create());
afterAll(() => checkout.remove());

it('runs `npm start`', { timeout: hour }, async () => {
  const { code, output } = await checkout.npm('start');
  expect(code, output).toBe(0);
  expect(output.match(/each once, and nothing else/g), output).toHaveLength(5);
});

it('runs `npm test`', { timeout: hour }, async () => {
  await checkout.run('lab', 'down');
  const { code, output } = await checkout.npm('test');
  expect(code, output.slice(-20_000)).toBe(0);
  expect(output).toMatch(/^\d{4,} passed, 0 failed$/m);
});
