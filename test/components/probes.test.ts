// Proves that machines which doctor alone looks from are nothing to the stack; not what doctor sees from there.
import { expect, it } from 'vitest';
import { deployed } from '../support/deployment.ts';
import { devValues, set, topologyOf } from '../support/config-fixture.ts';

it('places nothing on a probe, and changes nothing elsewhere because of it', async () => {
  const values = devValues();
  set(values, ['hosts', 'stranger'], { address: '198.51.100.66', managed: false, probe: true });
  set(values, ['hosts', 'laptop'], { network: 'lan', address: '10.48.1.66', managed: false, probe: true });
  const registered = async (of: ReturnType<typeof topologyOf>) => {
    const { resources } = await deployed(of);
    return resources.map(({ type, name, inputs }) => ({ type, name, inputs }));
  };
  const without = await registered(topologyOf(devValues()));
  expect(without.length).toBeGreaterThan(30);
  expect(await registered(topologyOf(values))).toEqual(without);
});
