// One port, one role: on every host, and on every gateway.
import { defaultPorts, isForClients, portNumber, type PortRole, portsOf } from '../ports.ts';
import type { ConfigProblem } from '../problem.ts';
import type { StackDraft } from '../schema/parse.ts';
import { type PlacedRule, placesOf } from './placed.ts';
import {
  absent,
  clientsOf,
  coordinatorsIn,
  each,
  entry,
  externalPortOf,
  gatewayOf,
  gateways,
  nodeName,
  nodesOf,
  type NodeDraft,
  type Path,
  type Rule,
} from './view.ts';

interface Use {
  where: string;
  port: number;
  role: string;
  path: Path;
}

/** Nodes with large ids have no default port. */
export const defaultPortExists = each(nodesOf, (node) => {
  const { port } = defaultPorts(node.role, Number(node.id));
  if (!absent(node.spec, 'port') || port === undefined || port <= 65535) return undefined;
  const reason = `Is missing: the default, ${port - Number(node.id)} plus the id, would be ${port}, which is not a valid port.`;
  return { path: [...node.path, 'port'], reason, fix: 'Give a port from 1024 to 65535.' };
});

/** Across clusters too: they share hosts. */
export const onePortOneRole: Rule = (draft) =>
  clashes(
    [...sshPorts(draft), ...nodePorts(draft)],
    (use, earlier) =>
      `Port ${use.port} of ${use.where} is used by ${earlier}; the second to start would fail.`,
    'Give one of them another port.',
  );

/** A tunnel takes, on its client, the very address and ports that the cluster has on its machine. */
export const onePortOneTunnel: PlacedRule = (placed, draft) => {
  const machines = new Map(
    placesOf(placed).flatMap(({ cluster, place }) =>
      place.kind === 'machine' ? [[cluster.id, place.host]] : [],
    ),
  );
  const nodes = nodePorts(draft).filter(({ cluster }) => machines.has(cluster));
  const served = nodes.filter(({ isServed }) => isServed);
  const tunnels = served.flatMap(({ port, cluster, role }) =>
    clientsOf(draft)
      .filter(({ id, client }) => id === cluster && client !== machines.get(id))
      .flatMap(({ client, path }) => use(client, port, `the tunnel to ${role}`, path)),
  );
  const taken = clashes(
    [...sshPorts(draft), ...nodes, ...tunnels],
    (use, earlier) =>
      `Port ${use.port} of ${use.where} is used by ${earlier}, so ${use.role} can't use it there.`,
    'Give one of them another port, or remove this client.',
  );
  return taken.filter(({ path }) => path.includes('clients'));
};

export const oneMappedPortOneTarget: Rule = (draft) =>
  clashes(
    [...gatewaySshPorts(draft), ...mappedPorts(draft)],
    (use, earlier) =>
      `Port ${use.port} of gateway ${use.where} already forwards to ${earlier}; clients would get one address for two services.`,
    'Give one of them another port on the gateway.',
  );

function clashes(uses: Use[], reason: (use: Use, earlier: string) => string, fix: string): ConfigProblem[] {
  const taken = new Map<string, string>();
  return uses.flatMap((use) => {
    const key = `${use.where} ${use.port}`;
    const earlier = taken.get(key);
    taken.set(key, earlier ?? use.role);
    return earlier === undefined ? [] : [{ path: use.path, reason: reason(use, earlier), fix }];
  });
}

function sshPort(draft: StackDraft, host: string): number | undefined {
  return entry(draft.hosts, host)?.ssh?.port ?? draft.ssh?.port;
}

function sshPorts(draft: StackDraft): Use[] {
  return Object.keys(draft.hosts ?? {}).flatMap((where) =>
    use(where, sshPort(draft, where), 'sshd', ['hosts', where]),
  );
}

function gatewaySshPorts(draft: StackDraft): Use[] {
  return [...gateways(draft).keys()].flatMap((where) =>
    use(where, sshPort(draft, where), "the gateway's own sshd", ['hosts', where]),
  );
}

function nodePorts(draft: StackDraft): (Use & { cluster: string; isServed: boolean })[] {
  return nodesOf(draft).flatMap((node) =>
    usesOf(draft, node).map((one) => ({ ...one, cluster: node.cluster })),
  );
}

function usesOf(draft: StackDraft, node: NodeDraft): (Use & { isServed: boolean })[] {
  const cluster = entry(draft.clusters, node.cluster);
  const servers = (cluster && coordinatorsIn(cluster).servers) ?? {};
  const facts = { tls: cluster?.tls, coordinators: Object.keys(servers).length };
  return portsOf(node.role, facts).flatMap(([, role]) =>
    use(node.spec.host, numberOf(node, role), role.holder(nodeName(node)), [...node.path, ...role.key]).map(
      (one) => ({ ...one, isServed: isForClients(role) }),
    ),
  );
}

/** Undefined where there is none, or the one that is given couldn't be read. */
function numberOf({ id, spec }: NodeDraft, role: PortRole): number | undefined {
  const [field] = role.key;
  const isLeftOut = field !== undefined && !Object.hasOwn(spec, field);
  return isLeftOut ? role.default?.(Number(id)) : portNumber(spec, role);
}

function mappedPorts(draft: StackDraft): Use[] {
  return nodesOf(draft).flatMap((node) => {
    const external = externalPortOf(node);
    return external === undefined
      ? []
      : use(gatewayOf(draft, node.spec.host), external.port, nodeName(node), external.path);
  });
}

function use(where: string | undefined, port: number | undefined, role: string, path: Path): Use[] {
  return where === undefined || port === undefined ? [] : [{ where, port, role, path }];
}
