// Machines that doctor alone looks from: nothing of the stack is there.
import { clientsOf, each, entry, hostsOf } from './view.ts';

export const probesAreUnmanaged = each(hostsOf, ({ id, host, path }) => {
  if (!host.probe || !host.managed) return undefined;
  const reason = `${id} is managed, and doctor looks from every managed host already; a probe is a machine that is never changed.`;
  return { path: [...path, 'probe'], reason, fix: 'Remove probe, or set managed: false on this host.' };
});

/** What a client may reach is not what a stranger may. */
export const probesAreNoClients = each(clientsOf, ({ id, client, path }, { hosts }) => {
  if (!entry(hosts, client)?.probe) return undefined;
  const reason = `${client} is a probe, from which doctor watches that nothing answers strangers; a client of ${id} would be let in.`;
  return { path, reason, fix: `Remove it here, or remove probe on ${client}.` };
});

/** Where a machine stands is told by the address with which it arrives. */
export const probesHaveAddresses = each(hostsOf, ({ id, host, path }) => {
  if (!host.probe || host.network !== undefined || !host.address?.startsWith('127.')) return undefined;
  const reason = `${host.address} is a loopback address, which does not say from where doctor looks when it looks from ${id}.`;
  return { path: [...path, 'address'], reason, fix: 'Give the address that other machines reach.' };
});
