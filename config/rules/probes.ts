// Machines that doctor alone looks from: nothing of the stack is there.
import type { ConfigProblem } from '../problem.ts';
import { clustersOf, entry, hostsOf, type Rule } from './view.ts';

export const probesAreUnmanaged: Rule = (draft) =>
  hostsOf(draft)
    .filter(({ host }) => host.probe === true && host.managed === true)
    .map(({ id, path }) => ({
      path: [...path, 'probe'],
      reason: `${id} is managed, and doctor looks from every managed host already; a probe is a machine that is never changed.`,
      fix: 'Remove probe, or set managed: false on this host.',
    }));

/** What a client may reach is not what a stranger may. */
export const probesAreNoClients: Rule = (draft) =>
  clustersOf(draft).flatMap(({ id, cluster, path }) =>
    (cluster.clients ?? []).flatMap((client, index): ConfigProblem[] => {
      if (entry(draft.hosts, client)?.probe !== true) return [];
      const reason = `${client} is a probe, from which doctor watches that nothing answers strangers; a client of ${id} would be let in.`;
      const fix = `Remove it here, or remove probe on ${client}.`;
      return [{ path: [...path, 'clients', index], reason, fix }];
    }),
  );

/** Where a machine stands is told by the address with which it arrives. */
export const probesHaveAddresses: Rule = (draft) =>
  hostsOf(draft)
    .filter(({ host }) => host.probe === true && host.network === undefined)
    .filter(({ host }) => host.address?.startsWith('127.'))
    .map(({ id, host, path }) => ({
      path: [...path, 'address'],
      reason: `${host.address} is a loopback address, which does not say from where doctor looks when it looks from ${id}.`,
      fix: 'Give the address that other machines reach.',
    }));
