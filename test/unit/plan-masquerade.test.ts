// Proves the plan and the port map's text behind a gateway that masquerades inward; that packets are dropped the lab proves.
import { expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import { wayBack } from '../../probe/checks/way-back.ts';
import { renderPortMap } from '../../templates/port-map.ts';
import { bareHost } from '../support/deployment.ts';
import { devValues, set, topologyOf } from '../support/config-fixture.ts';

const values = devValues();
set(values, ['hosts', 'gateway', 'sourceAddresses'], 'masqueraded');
const topology = topologyOf(values);
const plan = makePlan(topology);
const external = (host: string) =>
  plan.firewall.find(
    ({ host: own, service }) => own === host && service.kind === 'broker' && service.listener === 'EXTERNAL',
  );

it('hosts behind it let in the gateway on mapped ports, where it comes in the place of the clients', () => {
  expect(external('engine2')?.allow).toEqual(['10.48.1.1/32']);
  const internal = plan.firewall.find(({ port }) => port === 9092);
  expect(internal?.allow).not.toContain('10.48.1.1/32');
});

it('the gateway lets in to them the clients alone, whatever it does with their addresses', () => {
  const text = renderPortMap(plan.portMap);
  expect(text).toContain('type filter hook prerouting priority mangle');
  for (const port of [12181, 19091, 19092, 19093]) {
    expect(text).toContain(
      `ip daddr 203.0.113.98 tcp dport ${port} ip saddr != { 198.51.100.211, 198.51.100.141 } drop`,
    );
  }
  expect(renderPortMap(makePlan(topologyOf(devValues())).portMap)).not.toContain(' drop');
});

it('a mapped port without clients is shut', () => {
  const alone = devValues();
  set(alone, ['hosts', 'gateway', 'sourceAddresses'], 'masqueraded');
  set(alone, ['clusters', 'cluster1', 'clients'], []);
  set(alone, ['mirrors'], {});
  expect(renderPortMap(makePlan(topologyOf(alone)).portMap)).toContain('tcp dport 19091 drop');
});

it('replies to it need no hop', () => {
  const host = topology.hosts.find(({ id }) => id === 'engine2');
  if (!host) throw new Error('no engine2');
  const facts = { ...bareHost(), ways: { '10.48.1.1': { via: '', dev: 'eth0' } } };
  expect(wayBack.find({ topology, plan, host, facts, factsOf: () => facts })).toEqual([]);
});
