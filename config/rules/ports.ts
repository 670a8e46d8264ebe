// One port, one role: on every host, and on every gateway.
import { defaultBrokerPort } from '../broker-port.ts';
import type { Finding } from '../problem.ts';
import type { StackDraft } from '../schema/parse.ts';
import { type PlacedRule, placesOf } from './placed.ts';
import {
  absent,
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

type BrokerNode = Extract<NodeDraft, { role: 'broker' }>;
type ZookeeperNode = Extract<NodeDraft, { role: 'zookeeper' }>;

interface Use {
  where: string;
  port: number;
  role: string;
  path: Path;
}

/** Brokers with large ids have no default port. */
export const defaultPortExists: Rule = (draft) =>
  nodesOf(draft).flatMap((node): Finding[] => {
    if (node.role !== 'broker' || !absent(node.spec, 'port')) return [];
    const port = defaultBrokerPort(Number(node.id));
    if (!(port > 65535)) return [];
    const reason = `Is missing: the default, 9090 and the id, would be ${port}, which is no port.`;
    return [{ path: [...node.path, 'port'], reason, fix: 'Give a port from 1024 to 65535.' }];
  });

/** Across clusters too: they share hosts. */
export const onePortOneRole: Rule = (draft) =>
  clashes(
    [...sshPorts(draft), ...nodePorts(draft)],
    (use, earlier) =>
      `Port ${use.port} of ${use.where} is taken by ${earlier}; the second to start would fail.`,
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
  // JMX is for programs on the same host.
  const doors = nodes.filter(({ path }) => path.at(-1) !== 'jmxPort');
  const tunnels = doors.flatMap(({ port, cluster, role }) =>
    tunnelClients(draft, cluster, machines.get(cluster)).flatMap(({ client, path }) =>
      use(client, port, `the tunnel to ${role}`, path),
    ),
  );
  const taken = clashes(
    [...sshPorts(draft), ...nodes, ...tunnels],
    (use, earlier) =>
      `Port ${use.port} of ${use.where} is taken by ${earlier}, so ${use.role} could not have it there.`,
    'Give one of them another port, or remove this client.',
  );
  return taken.filter(({ path }) => path.includes('clients'));
};

function tunnelClients(
  draft: StackDraft,
  id: string,
  machine: string | undefined,
): { client: string; path: Path }[] {
  return (entry(draft.clusters, id)?.clients ?? []).flatMap((client, index) =>
    client === undefined || client === machine ? [] : [{ client, path: ['clusters', id, 'clients', index] }],
  );
}

export const oneMappedPortOneTarget: Rule = (draft) =>
  clashes(
    [...gatewaySshPorts(draft), ...mappedPorts(draft)],
    (use, earlier) =>
      `Port ${use.port} of gateway ${use.where} already leads to ${earlier}; clients would be told one address for two services.`,
    'Give one of them another port on the gateway.',
  );

function clashes(uses: Use[], reason: (use: Use, earlier: string) => string, fix: string): Finding[] {
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

/** Followers and elections need ports only in ensembles. */
function nodePorts(draft: StackDraft): (Use & { cluster: string })[] {
  return nodesOf(draft).flatMap((node) =>
    portsOf(draft, node).map((one) => ({ ...one, cluster: node.cluster })),
  );
}

function portsOf(draft: StackDraft, node: NodeDraft): Use[] {
  const { spec, path } = node;
  const name = nodeName(node);
  const where = spec.host;
  const jmx = use(where, spec.jmxPort, `JMX of ${name}`, [...path, 'jmxPort']);
  if (node.role === 'broker') {
    const external = [...path, 'external', 'port'];
    return [
      ...use(where, internalPort(node), `the INTERNAL listener of ${name}`, [...path, 'port']),
      ...use(where, node.spec.external?.port, `the EXTERNAL listener of ${name}`, external),
      ...jmx,
    ];
  }
  const client = [...clientPorts(draft, node, name), ...jmx];
  if (Object.keys(entry(draft.clusters, node.cluster)?.zookeeper ?? {}).length < 2) return client;
  return [
    ...client,
    ...use(where, node.spec.peerPort, `followers of ${name}`, [...path, 'peerPort']),
    ...use(where, node.spec.electionPort, `elections of ${name}`, [...path, 'electionPort']),
  ];
}

/** ZooKeeper's: in plain text, by TLS, or both. */
function clientPorts(draft: StackDraft, { cluster, spec, path }: ZookeeperNode, name: string): Use[] {
  const tls = entry(draft.clusters, cluster)?.tls?.zookeeper ?? 'off';
  return [
    ...(tls === 'only' ? [] : use(spec.host, spec.port, name, [...path, 'port'])),
    ...(tls === 'off' ? [] : use(spec.host, spec.securePort, `TLS of ${name}`, [...path, 'securePort'])),
  ];
}

/** Undefined where the port that is given couldn't be read. */
function internalPort({ id, spec }: BrokerNode): number | undefined {
  return absent(spec, 'port') ? defaultBrokerPort(Number(id)) : spec.port;
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
