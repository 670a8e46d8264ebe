// What a picture shows of one host: its services with their ports, and what else there is to say of it.
import { nodesOf } from '../config/coordination.ts';
import { nodeText } from '../config/roles.ts';
import { type ListenerSecurity, unprotected } from '../config/listener-security.ts';
import { type Endpoint, endpointsOf } from '../config/plan/endpoints.ts';
import { nodeOf, openRoutes, securityOf } from '../config/plan/select.ts';
import type { NodePort, Plan, Service, Verdict } from '../config/plan/types.ts';
import type { Cluster, Host, HostId, Topology } from '../config/topology.ts';

/** One port on a host. */
export interface PortLine {
  /** Told apart from every other port of the picture. */
  key: string;
  port: number;
  /** What answers there. */
  what: string;
  security: ListenerSecurity;
  /** Undefined: nobody looked, or nobody reaches it. */
  verdict?: Verdict | undefined;
}

/** One service, and the ports by which it is reached. */
export interface ServiceBlock {
  title: string;
  ports: PortLine[];
}

export interface HostBox {
  id: HostId;
  address: string;
  services: ServiceBlock[];
  /** What else there is to say of it. */
  notes: string[];
  /** What is wrong on it. */
  faults: string[];
}

/** By what a port is told apart from every other one. */
export function portKey(service: Service | NodePort): string {
  if (service.kind === 'port') return `${service.node} ${service.cluster} ${service.id} ${service.port}`;
  const port = service.kind === 'broker' ? service.listener : service.transport;
  return `${service.kind} ${service.cluster} ${service.id} ${port}`;
}

/** An address is shown where it isn't the host's own. */
function portLine(plan: Plan, { service, host, bind, role }: Endpoint): PortLine[] {
  if (role.shown === undefined) return [];
  return [
    {
      key: portKey(service),
      port: bind.port,
      what: bind.address === host.address ? role.shown : `${role.shown}, ${bind.address}`,
      security: service.kind === 'port' ? unprotected : securityOf(plan, service),
    },
  ];
}

function nodeBlocks(
  host: Host,
  plan: Plan,
  cluster: Cluster,
  endpoints: readonly Endpoint[],
): ServiceBlock[] {
  return nodesOf(cluster)
    .filter((node) => node.host === host.id)
    .map((node): ServiceBlock => {
      const own = endpoints.filter(({ service }) => {
        const { kind, id, cluster } = nodeOf(service);
        return kind === node.role && id === node.id && cluster === node.cluster;
      });
      const ports = own.flatMap((endpoint) => portLine(plan, endpoint));
      return { title: nodeText(node.role, node), ports };
    });
}

/** Clusters that a host reaches and that run elsewhere. */
function clientOf({ clusters }: Topology, plan: Plan, id: HostId): string[] {
  const known = new Set(openRoutes(plan, id).map(({ service }) => service.cluster));
  const served = clusters.filter((cluster) => nodesOf(cluster).some(({ host }) => host === id));
  return [...known].filter((cluster) => !served.some((own) => own.id === cluster));
}

export function hostBox(topology: Topology, plan: Plan, host: Host): HostBox {
  const { id, address, managed, probe, abandoned } = host;
  const mirrors = topology.mirrors.filter((mirror) => mirror.host === id);
  const client = probe ? [] : clientOf(topology, plan, id);
  return {
    id,
    address,
    services: [
      ...topology.clusters.flatMap((cluster) => nodeBlocks(host, plan, cluster, endpointsOf(topology))),
      ...mirrors.map(({ from, to }) => ({ title: `MirrorMaker, ${from} to ${to}`, ports: [] })),
    ],
    notes: [
      ...(client.length > 0 ? [`client of ${client.join(' and ')}`] : []),
      ...(managed ? [] : [probe ? 'doctor looks from here' : 'not ours to change']),
      ...(abandoned ? ['abandoned'] : []),
    ],
    faults: [],
  };
}
