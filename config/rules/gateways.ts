// Gateways: where they stand, what they need, and what must not run on them.
import type { ConfigProblem } from '../problem.ts';
import type { StackDraft } from '../schema/parse.ts';
import { type PlacedRule, placesOf } from './placed.ts';
import {
  absent,
  clientsOf,
  each,
  entries,
  entry,
  externalPortOf,
  gateways,
  hostsOf,
  nodeName,
  nodesOf,
  unknownHost,
} from './view.ts';

const gatewaysIn = (draft: StackDraft): [gateway: string, network: string][] => [...gateways(draft)];

export const gatewayOfNetwork = each(
  ({ networks }) => entries(networks),
  ([id, { gateway }], draft) => {
    if (gateway === undefined) return undefined;
    const path = ['networks', id, 'gateway'];
    const host = entry(draft.hosts, gateway);
    if (host === undefined) return unknownHost(draft, gateway, path);
    if (host.network === id || (host.network === undefined && !absent(host, 'network'))) return undefined;
    return {
      path,
      reason: `${gateway} is ${host.network === undefined ? 'on the internet' : `in ${host.network}`}, so it can't be the gateway of ${id}.`,
      fix: `Set network: ${id} on ${gateway}, or name the host that forwards for ${id}.`,
    };
  },
);

/** Outside clients must be told an address and a name. */
export const gatewayIsPublic = each(gatewaysIn, ([gateway, network], { hosts }) => {
  const host = entry(hosts, gateway);
  if (host === undefined) return undefined;
  return (['publicAddress', 'publicName'] as const)
    .filter((field) => absent(host, field))
    .map((field) => ({
      path: ['hosts', gateway, field],
      reason: `Is missing: ${gateway} is the gateway of ${network}, and outside clients need its public address and name.`,
      fix: 'Give its address on the internet and the name that clients use for it.',
    }));
});

function everyGatewayKnown(draft: StackDraft): boolean {
  const networks = draft.networks && Object.values(draft.networks);
  return (
    networks?.every((network) => network && (network.gateway !== undefined || absent(network, 'gateway'))) ??
    false
  );
}

export const onlyOnGateways = each(hostsOf, ({ id, host, path }, draft) => {
  if (!everyGatewayKnown(draft) || gateways(draft).has(id)) return undefined;
  return (['publicAddress', 'publicName', 'managePortMap'] as const)
    .filter((field) => host[field] !== undefined)
    .map((field) => ({
      path: [...path, field],
      reason: `${id} is not the gateway of any network, so this would have no effect.`,
      fix: `Remove it, or name ${id} as gateway of its network.`,
    }));
});

export const unmanagedPortMap = each(hostsOf, ({ id, host, path }) => {
  if (host.managed !== false || host.managePortMap !== true) return undefined;
  const reason = `The port map can't be written on ${id}: it is never logged in to (managed: false).`;
  const fix = 'Remove managePortMap and enter the map yourself, or set managed: true.';
  return { path: [...path, 'managePortMap'], reason, fix };
});

/** "The LAN" leaves out the gateway: behind a masquerading one, every outside client has its address. */
export const nothingOnGateways = each(nodesOf, (node, draft) => {
  const network = gateways(draft).get(node.spec.host ?? '');
  if (network === undefined) return undefined;
  const reason = `${node.spec.host} is the gateway of ${network}: hosts drop packets from its address, so ${nodeName(node)} could not connect to the others.`;
  return { path: [...node.path, 'host'], reason, fix: 'Choose a host behind the gateway.' };
});

export const noClientsOnGateways = each(clientsOf, ({ client, path }, draft) => {
  const reason = shutOut(draft, client);
  const fix = 'Choose a host behind the gateway, or one outside.';
  return reason === undefined ? undefined : { path, reason, fix };
});

/** Why a gateway can be no client; undefined: the host is none. */
export function shutOut(draft: StackDraft, host: string): string | undefined {
  const network = gateways(draft).get(host);
  if (network === undefined) return undefined;
  return `${host} is the gateway of ${network}: hosts drop packets from its address.`;
}

export const externalPortNeedsGateway: PlacedRule = (placed, draft) => {
  const unmapped = placesOf(placed).filter(({ place }) => place.kind !== 'network' || !place.gateway);
  return nodesOf(draft).flatMap((node): ConfigProblem[] => {
    const external = externalPortOf(node);
    if (external === undefined || !unmapped.some(({ cluster }) => cluster.id === node.cluster)) return [];
    const reason = `${node.spec.host} is not behind a gateway, so no port map can forward to ${nodeName(node)}.`;
    const fix = `Name a gateway for the network of ${node.spec.host}, or remove the external port.`;
    return [{ path: external.path, reason, fix }];
  });
};
