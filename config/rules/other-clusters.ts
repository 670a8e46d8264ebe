// Clusters that other stacks describe.
import type { ConfigProblem } from '../problem.ts';
import { clustersOf, entries, entry, type Rule } from './view.ts';

/** Two clusters of one name would share folders and units. */
export const otherClustersAreOthers: Rule = (draft) =>
  Object.keys(draft.otherClusters ?? {})
    .filter((id) => Object.hasOwn(draft.clusters ?? {}, id))
    .map((id) => ({
      path: ['otherClusters', id],
      reason: `This stack describes a cluster ${id} itself.`,
      fix: `Remove it here, or under kafka-proxied:clusters.`,
    }));

/** What a client needs is put there by this stack. */
export const otherClientsAreManaged: Rule = (draft) =>
  entries(draft.otherClusters).flatMap(([id, { clients }]) =>
    (clients ?? []).flatMap((client, index): ConfigProblem[] => {
      if (client === undefined || draft.hosts === undefined) return [];
      const path = ['otherClusters', id, 'clients', index];
      if (!Object.hasOwn(draft.hosts, client)) {
        const fix = 'Define it under kafka-proxied:hosts, or correct the name.';
        return [{ path, reason: `There is no host ${client}.`, fix }];
      }
      if (clients?.indexOf(client) !== index) {
        return [{ path, reason: `${client} is listed twice.`, fix: 'Remove one of the two.' }];
      }
      if (entry(draft.hosts, client)?.managed !== false) return [];
      const reason = `${client} is never logged in to (managed: false), so nothing of ${id} can be set up there.`;
      return [{ path, reason, fix: 'Remove it: the stack of the cluster exports what its owner needs.' }];
    }),
  );

/** Certificates of clients are known by these names. */
export const identitiesAreOthers: Rule = (draft) =>
  clustersOf(draft).flatMap(({ cluster, path }) =>
    (cluster.tls?.identities ?? []).flatMap((name, index, all): ConfigProblem[] => {
      const at = [...path, 'tls', 'identities', index];
      if (name === undefined) return [];
      if (Object.hasOwn(draft.hosts ?? {}, name)) {
        const fix = `Remove it; list ${name} under clients of the cluster instead.`;
        return [{ path: at, reason: `${name} is a host, which gets its certificate as a client.`, fix }];
      }
      if (all.indexOf(name) === index) return [];
      return [{ path: at, reason: `${name} is listed twice.`, fix: 'Remove one of the two.' }];
    }),
  );
