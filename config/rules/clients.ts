// Clients: whoever is listed must have a way to every broker.
import type { Finding } from '../problem.ts';
import type { StackDraft } from '../schema/parse.ts';
import {
  absent,
  clustersOf,
  entries,
  entry,
  hasNoGateway,
  machineOf,
  machinesOf,
  type ClusterDraft,
  type Path,
  type Rule,
} from './view.ts';

export const clientsAreHosts: Rule = (draft) =>
  clustersOf(draft).flatMap(({ cluster, path }) =>
    (cluster.clients ?? []).flatMap((client, index): Finding[] => {
      if (client === undefined || draft.hosts === undefined) return [];
      const at = [...path, 'clients', index];
      if (!Object.hasOwn(draft.hosts, client)) {
        const fix = 'Define it under kafka-proxied:hosts, or correct the name.';
        return [{ path: at, reason: `There is no host ${client}.`, fix }];
      }
      return cluster.clients?.indexOf(client) === index
        ? []
        : [{ path: at, reason: `${client} is listed twice.`, fix: 'Remove one of the two.' }];
    }),
  );

/** A client that reaches only some brokers fails on whatever the others lead. */
export const clientsReachEveryBroker: Rule = (draft) =>
  clustersOf(draft).flatMap(({ id, cluster, path }) => {
    const machine = machineOf(draft, cluster);
    if (machine !== undefined) return clientsElsewhere(draft, id, machine, cluster, path);
    if (machinesOf(draft, cluster).length > 0) return clientsWithoutWay(draft, cluster, path);
    const home = homeOf(draft, cluster);
    if (home === undefined) return [];
    return (cluster.clients ?? []).flatMap((client, index): Finding[] => {
      const host = entry(draft.hosts, client);
      if (host === undefined || client === undefined) return [];
      const at = [...path, 'clients', index];
      if (host.network === home || (host.network === undefined && !absent(host, 'network'))) return [];
      return outsideClient(draft, at, client, cluster);
    });
  });

function outsideClient(
  draft: StackDraft,
  path: Finding['path'],
  client: string,
  cluster: ClusterDraft,
): Finding[] {
  if (entry(draft.hosts, client)?.network !== undefined && hasNoGateway(draft, client)) {
    return [
      {
        path,
        reason: `${client} stands in another network, which has no gateway to the internet.`,
        fix: 'Name the gateway of its network.',
      },
    ];
  }
  const hidden = entries(cluster.brokers).filter(([, broker]) => absent(broker, 'external'));
  if (hidden.length === 0) return [];
  const ids = hidden.map(([id]) => id).join(', ');
  return [
    {
      path,
      reason: `${client} is outside of the network, and has no way to broker ${ids}: it would fail on every partition led there.`,
      fix: 'Give each broker an external port, or remove this client.',
    },
  ];
}

/** A cluster on a machine without a network binds an address of that machine alone: others come through SSH tunnels. */
function clientsElsewhere(
  draft: StackDraft,
  id: string,
  machine: string,
  cluster: ClusterDraft,
  path: Path,
): Finding[] {
  const far = `${id} answers on ${machine} alone`;
  return (cluster.clients ?? []).flatMap((client, index): Finding[] => {
    const host = entry(draft.hosts, client);
    if (client === undefined || client === machine || host === undefined) return [];
    const at = [...path, 'clients', index];
    if (entry(draft.hosts, machine)?.address?.startsWith('127.')) {
      const reason = `${far}, which is known by a loopback address: ${client} has no way to it.`;
      return [{ path: at, reason, fix: `Give ${machine} the address that other machines reach.` }];
    }
    if (host.managed === false) {
      const reason = `${far}, so ${client} needs an SSH tunnel, which a service there keeps up; and ${client} is never logged in to (managed: false).`;
      return [{ path: at, reason, fix: 'Remove this client, or let it be managed.' }];
    }
    if (host.network === undefined || !hasNoGateway(draft, client)) return [];
    const reason = `${far}, and ${client} stands in a network that has no gateway to the internet.`;
    return [{ path: at, reason, fix: 'Name the gateway of its network.' }];
  });
}

/** To a cluster that is spread over machines of the internet. */
function clientsWithoutWay(draft: StackDraft, cluster: ClusterDraft, path: Path): Finding[] {
  return (cluster.clients ?? []).flatMap((client, index): Finding[] => {
    if (entry(draft.hosts, client)?.network === undefined || !hasNoGateway(draft, client)) return [];
    const reason = `${client} stands in a network that has no gateway to the internet.`;
    const fix = 'Name the gateway of its network.';
    return [{ path: [...path, 'clients', index], reason, fix }];
  });
}

/** The network of a cluster's readable brokers; undefined where there is no single one. */
function homeOf(draft: StackDraft, cluster: ClusterDraft): string | undefined {
  const networks = entries(cluster.brokers).map(([, { host }]) => entry(draft.hosts, host)?.network);
  return networks.every((network) => network === networks[0]) ? networks[0] : undefined;
}
