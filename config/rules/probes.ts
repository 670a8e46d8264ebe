// Machines that doctor alone looks from: nothing of the stack is there.
import { clientsOf, each, entry, hostsOf } from './view.ts';

export const probesAreUnmanaged = each(hostsOf, ({ id, host, path }) => {
  if (!host.probe || !host.managed) return undefined;
  const reason = `${id} is managed, and doctor already tests from every managed host. A probe is a machine that is never changed.`;
  return { path: [...path, 'probe'], reason, fix: 'Remove probe, or set managed: false on this host.' };
});

/** What a client may reach is not what a stranger may. */
export const probesAreNoClients = each(clientsOf, ({ id, client, path }, { hosts }) => {
  if (!entry(hosts, client)?.probe) return undefined;
  const reason = `${client} is a probe: from it, doctor tests that nothing answers machines that are not clients. A client of ${id} would be admitted.`;
  return { path, reason, fix: `Remove it here, or remove probe on ${client}.` };
});

/** Where a machine stands is told by the address with which it arrives. */
export const probesHaveAddresses = each(hostsOf, ({ id, host, path }) => {
  if (!host.probe || host.network !== undefined || !host.address?.startsWith('127.')) return undefined;
  const reason = `${host.address} is a loopback address, so it is not known from which address doctor tests on ${id}.`;
  return { path: [...path, 'address'], reason, fix: 'Give the address to which other machines connect.' };
});
