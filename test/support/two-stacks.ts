// Two stacks, of which the second one's hosts are clients of the first one's cluster.
import { makePlan } from '../../config/plan/make.ts';
import { reachOf } from '../../config/plan/reach.ts';
import { referenceValues, set, topologyOf, type Values } from '../support/config-fixture.ts';

/** Hosts of the second stack that are clients of the first one's cluster. */
export const outside = ['kafkaclientmachine1', 'kafkaclientmachine2'];

/** The stack of cluster 1, where the client machines are somebody else's. */
export function firstValues(): Values {
  const values = referenceValues();
  for (const id of outside) set(values, ['hosts', id, 'managed'], false);
  set(values, ['clusters', 'cluster1', 'tls'], { clientAuth: 'required', identities: ['mirror-copy'] });
  set(values, ['clusters', 'cluster1', 'settings', 'message.max.bytes'], 2_000_000);
  return values;
}

/** The stack of the client machines. */
export function secondValues(): Values {
  const { lab, ssh, hosts } = referenceValues();
  const [one, two] = outside.map((id) => (hosts as Values)[id]);
  return {
    ...{ lab, ssh },
    hosts: { kafkaclientmachine1: one, kafkaclientmachine2: two },
    clusters: {
      cluster2: {
        zookeeper: { 1: { host: 'kafkaclientmachine1' } },
        brokers: { 1: { host: 'kafkaclientmachine1' } },
      },
    },
    mirrors: { copy: { from: 'cluster1', to: 'cluster2', host: 'kafkaclientmachine1' } },
    otherClusters: { cluster1: { stack: 'first', clients: outside } },
  };
}

/** The output `reach` of the first stack. */
export function reachOfFirst(values = firstValues()): unknown {
  const topology = topologyOf(values);
  // As outputs are: JSON.
  return JSON.parse(JSON.stringify(reachOf(topology, makePlan(topology), () => 'A CA\n')));
}
