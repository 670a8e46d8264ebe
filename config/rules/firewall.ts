// Firewalls: rules that could do nothing, and rules that rely on source addresses which do not arrive.
import { masquerades } from '../plan/location.ts';
import type { ConfigProblem } from '../problem.ts';
import type { PlacedRule } from './placed.ts';
import {
  each,
  entries,
  entry,
  externalPortOf,
  gateways,
  hostsOf,
  nodeName,
  nodesOf,
  type Path,
  type Rule,
} from './view.ts';

export const filterOfManaged = each(hostsOf, ({ id, host, path }) => {
  if (host.managed !== false || host.firewall === undefined || host.firewall === 'off') return undefined;
  const reason = `No firewall rules can be written on ${id}: it is never logged in to (managed: false).`;
  return { path: [...path, 'firewall'], reason, fix: 'Remove firewall, or set managed: true.' };
});

export const masqueradesOnGateways = each(hostsOf, ({ id, host, path }, draft) => {
  if (host.sourceAddresses !== 'masqueraded' || gateways(draft).has(id)) return undefined;
  const reason = `${id} is not the gateway of any network, so no client connects through it.`;
  const fix = `Remove it, or name ${id} as gateway of its network.`;
  return { path: [...path, 'sourceAddresses'], reason, fix };
});

/**
 * Behind a masquerading gateway, "the two client machines" can't be told from the rest of the world. One whose port map is
 * ours lets in to the mapped ports whom the plan names, and nobody else.
 */
export const sourcesAreKept: PlacedRule = (placed, draft) =>
  placed.networks.flatMap((network): ConfigProblem[] => {
    const gateway = placed.hosts.find(({ id }) => id === network.gateway);
    if (!gateway || !masquerades(gateway) || gateway.managePortMap) return [];
    const filtered = placed.hosts
      .filter((host) => host.network === network.id && host.firewall !== 'off')
      .map(({ id }) => id);
    const nodes = nodesOf(draft)
      .filter((node) => externalPortOf(node) && filtered.includes(node.spec.host ?? ''))
      .map((node) => `${nodeName(node)} on ${node.spec.host}`);
    if (nodes.length === 0) return [];
    return [
      {
        path: ['hosts', gateway.id, 'sourceAddresses'],
        reason: `At ${nodes.join(', ')}, connections of outside clients have ${gateway.id}'s own address. Rules there can't tell allowed clients from others, so they would admit all or none.`,
        fix: `Choose one: let ${gateway.id} keep source addresses (no masquerade inward; then remove this key); let kafka-proxied write its port map, which then filters there (managed, managePortMap); or set firewall: off on these hosts and let ${gateway.id} itself filter who may connect to the mapped ports.`,
      },
    ];
  });

/** The same for sshd: with the gateway's address, the world would be let in. */
export const gatewayAddressAllowed: Rule = (draft) => {
  const hiding = [...gateways(draft).keys()].filter(
    (id) => entry(draft.hosts, id)?.sourceAddresses === 'masqueraded',
  );
  const lists: { path: Path; allow: readonly (string | undefined)[] }[] = [
    { path: ['ssh', 'allow'], allow: draft.ssh?.allow ?? [] },
    ...entries(draft.hosts).map(([id, host]) => ({
      path: ['hosts', id, 'ssh', 'allow'],
      allow: host.ssh?.allow ?? [],
    })),
  ];
  return lists.flatMap(({ path, allow }) =>
    hiding.flatMap((gateway): ConfigProblem[] => {
      const address = entry(draft.hosts, gateway)?.address;
      const index = address === undefined ? -1 : allow.indexOf(`${address}/32`);
      if (index < 0) return [];
      const reason = `${address} is the address of ${gateway}. All connections from outside have it (sourceAddresses: masqueraded).`;
      return [{ path: [...path, index], reason, fix: 'Remove it, and log in from inside the network.' }];
    }),
  );
};
