// Firewalls: rules that could do nothing, and rules that rely on source addresses which do not arrive.
import type { Finding } from '../problem.ts';
import type { StackDraft } from '../schema/parse.ts';
import {
  entries,
  entry,
  externalPortOf,
  gatewayOf,
  gateways,
  hostsOf,
  nodeName,
  nodesOf,
  type Path,
  type Rule,
} from './view.ts';

export const filterOfManaged: Rule = (draft) =>
  hostsOf(draft)
    .filter(({ host }) => host.managed === false && host.firewall !== undefined && host.firewall !== 'off')
    .map(({ id, path }) => ({
      path: [...path, 'firewall'],
      reason: `No rules can be written on ${id}, which is never logged in to (managed: false).`,
      fix: 'Remove firewall, or set managed: true.',
    }));

export const masqueradesOnGateways: Rule = (draft) =>
  hostsOf(draft)
    .filter(({ id, host }) => host.sourceAddresses === 'masqueraded' && !gateways(draft).has(id))
    .map(({ id, path }) => ({
      path: [...path, 'sourceAddresses'],
      reason: `${id} is the gateway of no network, so nobody arrives through it.`,
      fix: `Remove it, or name ${id} as gateway of its network.`,
    }));

function masquerades(draft: StackDraft, gateway: string | undefined): boolean {
  return entry(draft.hosts, gateway)?.sourceAddresses === 'masqueraded';
}

function isFiltered(draft: StackDraft, id: string | undefined): boolean {
  const host = entry(draft.hosts, id);
  return host !== undefined && draft.firewall !== 'off' && host.managed !== false && host.firewall !== 'off';
}

/** Whether the gateway's port map is ours: then it lets in to the mapped ports whom the plan names, and nobody else. */
function filtersItself(draft: StackDraft, gateway: string): boolean {
  const host = entry(draft.hosts, gateway);
  return host !== undefined && host.managed !== false && host.managePortMap !== false;
}

/** Behind a masquerading gateway, "the two client machines" can't be told from the rest of the world. */
export const sourcesAreKept: Rule = (draft) => {
  const hidden = nodesOf(draft).filter(({ spec: { host } }) => {
    return isFiltered(draft, host) && masquerades(draft, gatewayOf(draft, host));
  });
  const byGateway = new Map<string, string[]>();
  for (const node of hidden) {
    const external = externalPortOf(node);
    const gateway = gatewayOf(draft, node.spec.host);
    if (external === undefined || gateway === undefined || filtersItself(draft, gateway)) continue;
    byGateway.set(gateway, [...(byGateway.get(gateway) ?? []), `${nodeName(node)} on ${node.spec.host}`]);
  }
  return [...byGateway].map(([gateway, nodes]): Finding => ({
    path: ['hosts', gateway, 'sourceAddresses'],
    reason: `What outside clients send arrives with ${gateway}'s own address at ${nodes.join(', ')}: rules there can't tell the clients that the config allows from anybody else, so they would shut out all or none.`,
    fix: `Let ${gateway} keep source addresses (no masquerade inward; then remove this key), let kafka-proxied write its port map, which then filters there (managed, managePortMap), or set firewall: off on these hosts and let ${gateway} itself filter who reaches the mapped ports.`,
  }));
};

/** The same for sshd: with the gateway's address, the world would be let in. */
export const gatewayAddressAllowed: Rule = (draft) => {
  const hiding = [...gateways(draft).keys()].filter((id) => masquerades(draft, id));
  const lists: { path: Path; allow: readonly (string | undefined)[] }[] = [
    { path: ['ssh', 'allow'], allow: draft.ssh?.allow ?? [] },
    ...entries(draft.hosts).map(([id, host]) => ({
      path: ['hosts', id, 'ssh', 'allow'],
      allow: host.ssh?.allow ?? [],
    })),
  ];
  return lists.flatMap(({ path, allow }) =>
    hiding.flatMap((gateway): Finding[] => {
      const address = entry(draft.hosts, gateway)?.address;
      const index = address === undefined ? -1 : allow.indexOf(`${address}/32`);
      if (index < 0) return [];
      return [
        {
          path: [...path, index],
          reason: `${address} is the address of ${gateway}, which everybody from outside arrives with (sourceAddresses: masqueraded).`,
          fix: 'Remove it, and log in from inside the network.',
        },
      ];
    }),
  );
};
