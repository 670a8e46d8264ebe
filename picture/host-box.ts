// What a picture shows of one host: its services with their ports, and what else there is to say of it.
import { openRoutes } from '../config/plan/select.ts';
import type { Plan, SecurityProtocol, Service, Verdict } from '../config/plan/types.ts';
import type { Cluster, Host, HostId, Topology } from '../config/topology.ts';

/** One port on a host. */
export interface PortLine {
  /** Told apart from every other port of the picture. */
  key: string;
  port: number;
  /** What answers there. */
  what: string;
  tls: boolean;
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
export function portKey(service: Service): string {
  const door = service.kind === 'broker' ? service.listener : service.protocol;
  return `${service.kind} ${service.cluster} ${service.id} ${door}`;
}

export function isTls(plan: Plan, service: Service): boolean {
  if (service.kind === 'zookeeper') return service.protocol === 'SSL';
  const listeners = plan.listeners[service.cluster]?.[service.id] ?? [];
  return listeners.some(({ name, protocol }) => name === service.listener && protocol === 'SSL');
}

interface Door {
  service: Service;
  what: string;
  bind: { address: string; port: number };
  protocol: SecurityProtocol;
}

/** An address is shown where it isn't the host's own. */
function portLine({ address }: Host, { service, what, bind, protocol }: Door): PortLine {
  return {
    key: portKey(service),
    port: bind.port,
    what: bind.address === address ? what : `${what}, ${bind.address}`,
    tls: protocol === 'SSL',
  };
}

function zookeepers(host: Host, plan: Plan, { id: cluster, zookeeper }: Cluster): ServiceBlock[] {
  const own = zookeeper.filter((node) => node.host === host.id);
  return own.map(({ id }): ServiceBlock => {
    const endpoint = plan.zookeeper[cluster]?.[id];
    const doors: Pick<Door, 'bind' | 'protocol'>[] = [
      ...(endpoint ? [endpoint] : []),
      ...(endpoint?.plain ? [{ bind: endpoint.plain, protocol: 'PLAINTEXT' as const }] : []),
    ];
    const ports = doors.map(({ bind, protocol }) =>
      portLine(host, {
        ...{ service: { kind: 'zookeeper', cluster, id, protocol }, what: 'clients', bind, protocol },
      }),
    );
    return { title: `ZooKeeper ${id} of ${cluster}`, ports };
  });
}

function brokers(host: Host, plan: Plan, { id: cluster, brokers: all }: Cluster): ServiceBlock[] {
  const own = all.filter((broker) => broker.host === host.id);
  return own.map(({ id }): ServiceBlock => {
    const ports = (plan.listeners[cluster]?.[id] ?? []).map(({ name, bind, protocol }) =>
      portLine(host, {
        service: { kind: 'broker', cluster, id, listener: name },
        what: name,
        bind,
        protocol,
      }),
    );
    return { title: `broker ${id} of ${cluster}`, ports };
  });
}

/** Clusters that a host reaches and that run elsewhere. */
function clientOf({ clusters }: Topology, plan: Plan, id: HostId): string[] {
  const known = new Set(openRoutes(plan, id).map(({ service }) => service.cluster));
  const served = clusters.filter((cluster) =>
    [...cluster.brokers, ...cluster.zookeeper].some(({ host }) => host === id),
  );
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
      ...topology.clusters.flatMap((cluster) => [
        ...zookeepers(host, plan, cluster),
        ...brokers(host, plan, cluster),
      ]),
      ...mirrors.map(({ from, to }) => ({ title: `MirrorMaker, ${from} to ${to}`, ports: [] })),
    ],
    notes: [
      ...(client.length > 0 ? [`client of ${client.join(' and ')}`] : []),
      ...(managed ? [] : [probe ? 'doctor looks from here' : 'not ours to change']),
      ...(abandoned ? ['gone for good'] : []),
    ],
    faults: [],
  };
}
