// Ids and names that must be one thing's own.
import { quoted, type ConfigProblem } from '../problem.ts';
import { wholeNumber } from '../settings.ts';
import { type PlacedRule, placesOf } from './placed.ts';
import {
  clustersOf,
  coordinatorsIn,
  each,
  entry,
  hostsOf,
  plainSettings,
  type Path,
  type Rule,
} from './view.ts';

/** '1' and '01' are two keys of a map and one id to Kafka. */
export const duplicateIds = each(clustersOf, ({ cluster, path }) => {
  const { name, key, servers } = coordinatorsIn(cluster);
  return [
    ...duplicates(cluster.brokers, [...path, 'brokers'], 'broker id', 'Two brokers cannot share an id.'),
    ...duplicates(servers, [...path, key], `${name} id`, 'Two servers of an ensemble cannot share an id.'),
  ];
});

function duplicates(map: object | undefined, path: Path, what: string, why: string): ConfigProblem[] {
  const first = new Map<number, string>();
  return Object.keys(map ?? {}).flatMap((key) => {
    const id = Number(key);
    const earlier = first.get(id);
    if (!Number.isInteger(id) || earlier === undefined) {
      first.set(id, key);
      return [];
    }
    return [
      {
        path: [...path, key],
        reason: `Is ${what} ${id} again, like ${quoted(earlier)}. ${why}`,
        fix: 'Give it another id.',
      },
    ];
  });
}

/** A broker's unit is `kafka-<cluster>-<id>`, and those of the rest are `kafka-proxied-…`. */
export const ownUnitNames = each(clustersOf, ({ id, path }) => {
  if (!id.startsWith('proxied-')) return undefined;
  const reason = 'Units of its brokers could get the names of other units, kafka-proxied-….';
  return { path, reason, fix: 'Choose a name that does not begin with proxied-.' };
});

/** With ZooKeeper, Kafka refuses broker ids above reserved.broker.max.id (1000 by default) at the start. */
export const brokerIdRange = each(clustersOf, ({ cluster, path }) => {
  if (coordinatorsIn(cluster).kind !== 'zookeeper') return undefined;
  const highest = wholeNumber(plainSettings(cluster.settings)['reserved.broker.max.id']) ?? 1000;
  return Object.keys(cluster.brokers ?? {})
    .filter((id) => Number(id) > highest)
    .map((id) => ({
      path: [...path, 'brokers', id],
      reason: `Broker id ${id} is above reserved.broker.max.id (${highest}), so the broker would not start.`,
      fix: `Choose an id up to ${highest}, or set reserved.broker.max.id.`,
    }));
});

/** A cluster on one machine outside of networks is known by a service name, `<cluster>.<host>`. DNS names end at 253. */
export const serviceNames: PlacedRule = (placed) =>
  placesOf(placed).flatMap(({ place, path }) => {
    if (place.kind !== 'machine' || place.serviceName.length <= 253) return [];
    const reason = `The service name (cluster, dot, host) would have ${place.serviceName.length} characters; the maximum is 253.`;
    return [{ path, reason, fix: 'Give the host or the cluster a shorter name.' }];
  });

/** A host must not be called as a cluster on one machine is. */
export const hostsHaveOtherNames: PlacedRule = (placed) =>
  placesOf(placed).flatMap(({ cluster, place }) => {
    if (place.kind !== 'machine' || !placed.hosts.some(({ id }) => id === place.serviceName)) return [];
    const path = ['hosts', place.serviceName];
    const reason = `${place.serviceName} is also the service name of ${cluster.id}.`;
    return [{ path, reason, fix: 'Rename the host.' }];
  });

/** A name that means one address on one machine and another elsewhere is how clients end up at the wrong broker. */
export const ambiguousNames: Rule = (draft) => {
  const owners = new Map<string, string>();
  return hostsOf(draft).flatMap(({ id, host: { publicName }, path }): ConfigProblem[] => {
    if (publicName === undefined) return [];
    const owner = entry(draft.hosts, publicName) === undefined ? owners.get(publicName) : publicName;
    owners.set(publicName, id);
    if (owner === undefined) return [];
    const reason = `${publicName} is also a name of ${owner}; clients could connect to either.`;
    return [{ path: [...path, 'publicName'], reason, fix: 'Give this gateway another name.' }];
  });
};
