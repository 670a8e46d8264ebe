// Proves how far a host's clock may be off, and how that is measured; that hosts tell their time stands in probe-machine.test.ts.
import { describe, expect, it } from 'vitest';
import { clock } from '../../probe/checks/clock.ts';
import { clockAhead } from '../../probe/probe.ts';
import { found } from '../support/checked.ts';
import { referenceValues, topologyOf } from '../support/config-fixture.ts';

const topology = topologyOf(referenceValues());

describe('a clock', () => {
  it.each([
    ['before the look began', 90, -10],
    ['while it was under way', 105, 0],
    ['after its end', 120, 10],
  ])('that shows a moment %s is off by at least the difference', (_, time, ahead) => {
    expect(clockAhead(time, 100, 110)).toBe(ahead);
  });

  it.each([
    ['engine1', 30, undefined],
    ['engine1', -30, undefined],
    ['engine1', undefined, undefined],
    ['engine1', 30.6, '31 s ahead of'],
    ['kafkaclientmachine2', -3600, '3600 s behind'],
    // It neither runs Kafka nor uses it.
    ['gateway', -3600, undefined],
  ])('of %s that is %s s ahead', (id, ahead, said) => {
    const texts = found(clock, topology, id, ahead === undefined ? {} : { clockAhead: ahead });
    expect(texts).toEqual(
      said === undefined ? [] : [expect.stringContaining(`has a clock that is ${said} this`)],
    );
  });
});
