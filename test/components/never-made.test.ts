// Proves that the program runs to its end where no provider has made a value; not that the engine then deletes what there is.
import { expect, it } from 'vitest';
import { deployed } from '../support/deployment.ts';
import { devValues, topologyOf } from '../support/config-fixture.ts';

it('a destroy of a stack whose config has keys that no up has made runs through', async () => {
  const topology = topologyOf(devValues());
  const made = await deployed(topology);
  const never = await deployed(topology, { removing: true, hasValues: false });
  expect(never.resources.map(({ urn }) => urn).sort()).toEqual(made.resources.map(({ urn }) => urn).sort());
});
