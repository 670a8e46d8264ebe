// Proves how connections through a gateway are judged; that they are tried, and seen at the other end, the lab proves.
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import { type Attempt, checkPortMaps, judgeAttempt } from '../../cli/status/port-map-check.ts';
import { referenceValues, set, topologyOf } from './config-fixture.ts';

const topology = topologyOf(referenceValues());
const plan = makePlan(topology);
const entry = plan.portMap.find(({ port }) => port === 19092);

function judged(attempt: Partial<Attempt>): string | undefined {
  if (!entry) throw new Error('no entry');
  return judgeAttempt(topology, { entry, client: 'kafkaclientmachine2', outcome: 'open', ...attempt });
}

describe('a mapped port', () => {
  it('is right where the client arrives as itself', () => {
    expect(judged({ arrivedFrom: '198.51.100.141' })).toBeUndefined();
  });

  it.each([
    [{ arrivedFrom: '10.48.1.1' }, 'arrives as 10.48.1.1 instead of 198.51.100.141'],
    [{}, 'leads to another host or port'],
    [{ outcome: 'refused' as const }, 'refused when kafkaclientmachine2 tried'],
    [{ outcome: 'silent' as const }, 'no answer when kafkaclientmachine2 tried'],
  ])('is told with what to do: %o', (attempt, text) => {
    expect(judged(attempt)).toContain(text);
    expect(judged(attempt)).toContain(
      '203.0.113.98:19092 to 10.48.1.82:9192 (broker 2 of cluster1, EXTERNAL on engine2)',
    );
  });
});

describe('which gateways are tried', () => {
  it('is none whose map is ours', async () => {
    expect(await checkPortMaps(topology, plan)).toEqual([]);
  });

  it('says so where no client outside can be asked', async () => {
    const values = referenceValues();
    set(values, ['hosts', 'gateway', 'managePortMap'], false);
    for (const id of ['kafkaclientmachine1', 'kafkaclientmachine2'])
      set(values, ['hosts', id, 'managed'], false);
    const own = topologyOf(values);
    expect(await checkPortMaps(own, makePlan(own))).toEqual([
      { gateway: 'gateway', text: expect.stringContaining('could not be tried') as string },
    ]);
  });
});
