// Where the parts of a cluster run, and how many there are.
import { coordinationName, nodesOf as nodesOfCluster } from '../coordination.ts';
import { isInOnePlace } from '../plan/location.ts';
import type { ConfigProblem } from '../problem.ts';
import { anyCoordination } from '../roles.ts';
import type { Cluster, Host, Topology } from '../topology.ts';
import { hasZookeeper } from '../versions.ts';
import { type PlacedRule, placesOf } from './placed.ts';
import {
  absent,
  clustersOf,
  coordinatorsIn,
  each,
  entries,
  entry,
  hostsOf,
  isLoggedInTo,
  nodeName,
  nodesOf,
  type Rule,
  unknownHost,
} from './view.ts';

export const somethingToRun: Rule = (draft) => [
  ...nothingIn(draft.hosts, ['hosts'], 'There is no host.', 'Describe at least one host.'),
  ...nothingIn(draft.clusters, ['clusters'], 'There is no cluster.', 'Describe at least one cluster.'),
  ...clustersOf(draft).flatMap(({ cluster, path }) => {
    const { name, key, servers } = coordinatorsIn(cluster);
    const withZookeeper = cluster.version === undefined || hasZookeeper(cluster.version);
    return [
      ...nothingIn(
        cluster.brokers,
        [...path, 'brokers'],
        "A cluster without brokers can't store anything.",
        'Add a broker.',
      ),
      ...nothingIn(
        servers,
        [...path, key],
        `Brokers find each other through ${anyCoordination}.`,
        withZookeeper ? `Add a ${name} node, or controllers (Kafka 3.9 and later).` : 'Add controllers.',
      ),
    ];
  }),
];

function nothingIn(
  map: object | undefined,
  path: (string | number)[],
  reason: string,
  fix: string,
): ConfigProblem[] {
  return map !== undefined && Object.keys(map).length === 0 ? [{ path, reason, fix }] : [];
}

/** A majority has to agree: of two nodes that is both, so either's end stops the cluster. */
export const ensembleSize = each(clustersOf, ({ cluster, path }) => {
  const { name, key, servers } = coordinatorsIn(cluster);
  if (Object.keys(servers ?? {}).length !== 2) return undefined;
  const reason = `With two ${name} nodes, both must agree: if one fails, the cluster stops, so two are worse than one.`;
  return { path: [...path, key], reason, fix: 'Use one node, or three.' };
});

/** Nodes of an ensemble get ready when a majority of them runs; on one host they would start one after the other. */
export const ensembleSpread = each(clustersOf, ({ cluster, path }) => {
  const taken = new Map<string, string>();
  const { name, key, servers } = coordinatorsIn(cluster);
  return entries(servers).flatMap(([id, { host }]): ConfigProblem[] => {
    if (host === undefined) return [];
    const other = taken.get(host);
    taken.set(host, other ?? id);
    if (other === undefined) return [];
    const reason = `${name} ${other} of this ensemble runs on ${host} as well: if that host is lost, both are lost.`;
    return [{ path: [...path, key, id, 'host'], reason, fix: 'Give each node its own host.' }];
  });
});

export const nodesOnKnownHosts = each(nodesOf, (node, draft) => {
  const { host } = node.spec;
  if (host === undefined) return undefined;
  const path = [...node.path, 'host'];
  if (entry(draft.hosts, host)?.managed !== false) return unknownHost(draft, host, path);
  const reason = `${host} is never logged in to (managed: false), so ${nodeName(node)} can't be set up there.`;
  return { path, reason, fix: 'Choose a managed host.' };
});

/** Its brokers must reach each other directly: in one network, or on machines of the internet. */
export const clusterInOnePlace: PlacedRule = (placed) =>
  placed.clusters
    .filter((cluster) => !isInOnePlace(placed, cluster))
    .map((cluster) => {
      const homes = hostsOfCluster(placed, cluster).map(({ id, network }) =>
        network === undefined ? id : `network ${network}`,
      );
      return {
        path: ['clusters', cluster.id],
        reason: `${cluster.id} is spread over ${[...new Set(homes)].join(', ')}: its brokers could not connect to each other.`,
        fix: `Put its brokers and ${coordinationName(cluster)} into one network.`,
      };
    });

/** Those of what coordinates it first, each once. */
function hostsOfCluster({ hosts }: Topology, cluster: Cluster): Host[] {
  const own = nodesOfCluster(cluster).flatMap(({ host }) => hosts.filter(({ id }) => id === host));
  return [...new Set(own)];
}

/** On the internet nothing else stands before the ports of a cluster that is spread over several machines. */
export const spreadIsFiltered: PlacedRule = (placed, draft) =>
  placesOf(placed).flatMap(({ cluster, place, path }) => {
    if (place.kind !== 'spread') return [];
    const machines = place.hosts.join(', ');
    return hostsOfCluster(placed, cluster).flatMap(({ id, address, firewall }): ConfigProblem[] => {
      if (address.startsWith('127.')) {
        const reason = `${cluster.id} is spread over ${machines}, and ${id} has a loopback address (${address}), to which the others can't connect.`;
        return [{ path, reason, fix: `Give ${id} the address to which other machines connect.` }];
      }
      if (firewall !== 'off') return [];
      const at = draft.firewall === 'off' ? ['firewall'] : ['hosts', id, 'firewall'];
      const reason = `${cluster.id} is spread over ${machines}: without firewall rules on ${id} (firewall: off), its ports there would be open to everyone.`;
      return [{ path: at, reason, fix: `Remove firewall: off, or put all of ${cluster.id} on one machine.` }];
    });
  });

/** Without a key every login fails; one finding is enough for a stack-wide omission. */
export const loginKnown: Rule = (draft) =>
  draft.ssh === undefined || !absent(draft.ssh, 'privateKeyFile') || !absent(draft.ssh, 'agentSocket')
    ? []
    : hostsOf(draft)
        .filter(({ host }) => isLoggedInTo(host))
        .filter(
          ({ host }) =>
            host.ssh === undefined || (absent(host.ssh, 'privateKeyFile') && absent(host.ssh, 'agentSocket')),
        )
        .slice(0, 1)
        .map(({ id }) => ({
          path: ['ssh'],
          reason: `There is no key to log in to ${id}: neither agentSocket nor privateKeyFile is given.`,
          fix: 'Set agentSocket (no key is stored in the state), or privateKeyFile.',
        }));
