// Clusters that other stacks describe.
import type { ConfigProblem } from '../problem.ts';
import type { StackDraft } from '../schema/parse.ts';
import { clustersOf, each, entries, entry, listedTwice, unknownHost } from './view.ts';

/** Two clusters of one name would share folders and units. */
export const otherClustersAreOthers = each(
  ({ otherClusters }) => Object.keys(otherClusters ?? {}),
  (id, { clusters }) => {
    if (!Object.hasOwn(clusters ?? {}, id)) return undefined;
    const reason = `This stack itself describes a cluster ${id}.`;
    return { path: ['otherClusters', id], reason, fix: `Remove it here, or under kafka-proxied:clusters.` };
  },
);

const otherClientsOf = ({ otherClusters }: StackDraft) =>
  entries(otherClusters).flatMap(([id, { clients = [] }]) =>
    clients.flatMap((client, index) => (client === undefined ? [] : [{ id, clients, client, index }])),
  );

/** What a client needs is put there by this stack. */
export const otherClientsAreManaged = each(otherClientsOf, ({ id, clients, client, index }, draft) => {
  if (draft.hosts === undefined) return undefined;
  const path = ['otherClusters', id, 'clients', index];
  const wrong = unknownHost(draft, client, path) ?? listedTwice(clients, index, path);
  if (wrong || entry(draft.hosts, client)?.managed !== false) return wrong;
  const reason = `${client} is never logged in to (managed: false), so nothing of ${id} can be set up there.`;
  return {
    path,
    reason,
    fix: 'Remove it: the stack of the cluster exports what the owner of ${client} needs.',
  };
});

/** Certificates of clients are known by these names. */
export const identitiesAreOthers = each(clustersOf, ({ cluster, path }, { hosts = {} }) =>
  (cluster.tls?.identities ?? []).flatMap((name, index, all): ConfigProblem[] => {
    const at = [...path, 'tls', 'identities', index];
    if (name === undefined) return [];
    if (Object.hasOwn(hosts, name)) {
      const fix = `Remove it; list ${name} under clients of the cluster instead.`;
      return [{ path: at, reason: `${name} is a host; hosts get their certificates as clients.`, fix }];
    }
    return [listedTwice(all, index, at)].filter((finding) => finding !== undefined);
  }),
);
