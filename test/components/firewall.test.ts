// Proves which rules each host's document has, by what was found on the host; not that the host takes them.
import { expect, it } from 'vitest';
import { bareHost, deployed, isTentative, stdinOf } from '../support/deployment.ts';
import { devValues, topologyOf } from '../support/config-fixture.ts';

it('a host where firewalld runs gets a policy for it, any other a table of nftables, and none both', async () => {
  const firewalld = { knowsPolicies: true, broken: '', unsaved: '' };
  const facts = { engine1: { ...bareHost(), firewalld }, kafkaclientmachine2: { ...bareHost(), firewalld } };
  const { resources } = await deployed(topologyOf(devValues()), { facts });
  const files = resources.filter(isTentative).map((one) => [
    one.name,
    stdinOf(one)
      .match(/^file \S+$/gm)
      ?.join(' '),
  ]);
  const [policy, table] = ['file policy.xml', 'file filter.nft file unit'];
  expect(Object.fromEntries(files)).toEqual({
    'engine1-firewall-rules': policy,
    'engine2-firewall-rules': table,
    'engine3-firewall-rules': table,
    'gateway-firewall-rules': table,
    'kafkaclientmachine1-firewall-rules': table,
    'kafkaclientmachine2-firewall-rules': policy,
    'engine1-firewall-withdrawn': policy,
    'engine2-firewall-withdrawn': table,
    'engine3-firewall-withdrawn': table,
    'gateway-firewall-withdrawn': table,
    'kafkaclientmachine1-firewall-withdrawn': table,
    'kafkaclientmachine2-firewall-withdrawn': policy,
  });
});
