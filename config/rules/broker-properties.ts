// Every property that a stack gives its brokers, of a cluster or of one broker, with the first reason why it is refused.
import type { ConfigProblem } from '../problem.ts';
import { sameEverywhere } from './cluster-wide.ts';
import { knownToVersion } from './known-settings.ts';
import { readByListeners, readByThatListener } from './listener-properties.ts';
import type { PropertyRule } from './refusal.ts';
import { plainSecret, reserved } from './reserved.ts';
import { outdone, switchedOff } from './switched-off.ts';
import { absent, brokerSettingsOf, clustersOf, each, entries } from './view.ts';
import { readByZookeeperClient } from './zookeeper-client.ts';

/** The more a reason helps, the earlier it comes. */
const rules: readonly PropertyRule[] = [
  reserved,
  knownToVersion,
  readByThatListener,
  readByListeners,
  readByZookeeperClient,
  switchedOff,
  outdone,
  sameEverywhere,
  plainSecret,
];

export const brokerProperties = each(brokerSettingsOf, ({ cluster, own, under, ofBroker, path }) => {
  const among = new Map([...under, ...own]);
  return [...own].flatMap(([name, value]): ConfigProblem[] => {
    const given = { name, value, cluster, version: cluster.version, ofBroker, among };
    const [refusal] = rules.flatMap((rule) => rule(given) ?? []);
    return refusal ? [{ path: [...path, name], ...refusal }] : [];
  });
});

/** Kafka spreads copies over racks where all brokers have one, and makes no topic where only some do (KIP-36). */
export const racksOfAll = each(clustersOf, ({ cluster, path }) => {
  const brokers = entries(cluster.brokers);
  const without = brokers.filter(([, broker]) => absent(broker, 'rack'));
  if (without.length === brokers.length) return undefined;
  return without.map(([id]) => ({
    path: [...path, 'brokers', id, 'rack'],
    reason: "Is missing, but other brokers of the cluster have one: Kafka then can't create topics.",
    fix: 'Give every broker a rack, or none.',
  }));
});
