// What brokers, scripts and operators must know of the servers that coordinate a cluster, by kind.
import { coordinationOf, coordinatorsOf } from '../config/coordination.ts';
import type { Transport } from '../config/listener-security.ts';
import { endpointText } from '../config/plan/select.ts';
import type { CoordinatorEndpoint } from '../config/plan/types.ts';
import type { BrokerSpec, Cluster, CoordinationKind, NodeId, Properties } from '../config/topology.ts';
import type { Document } from './document.ts';
import { coordinatorOf, type NodePlan } from './endpoint.ts';
import type { NodeKeys } from './identity.ts';
import { brokerToZookeeper, brokerToZookeeperStores } from './keys.ts';
import {
  brokerToControllers,
  controllerDocument,
  type ControllerFacts,
  controllerProtocol,
  controllerSecrets,
  controllerStores,
  formatParams,
} from './controller.ts';
import { type ZookeeperFacts, zookeeperDocument, zookeeperSecrets } from './zookeeper.ts';

/** A cluster, and where its nodes are. */
export interface Coordinated {
  cluster: Cluster;
  plan: NodePlan;
}

interface CoordinationTemplates {
  /** What stands in a broker's map of listeners and protocols beside its own listeners, `NAME:PROTOCOL`. */
  protocols: (of: Coordinated) => string[];
  /** Properties by which a broker is known to the servers, and finds them. */
  brokerProperties: (of: Coordinated, broker: Pick<BrokerSpec, 'id'>) => Properties;
  /** Where it finds what it shows them: for the file that its group alone reads. `unit` is the broker's. */
  brokerStores: (of: Coordinated, unit: string, keys: NodeKeys) => Properties;
  /** Settings by which a broker's host formats its data folder. */
  format: (cluster: Cluster) => Document['params'];
  /** Setting by which scripts find the servers; each of `addresses` as `talk` takes it. */
  servers: (addresses: string[]) => Document['params'];
  /** Setting by which scripts tell this cluster from others with the same servers. */
  scope: (cluster: Cluster) => Document['params'];
  /**
   * The document of one of the servers.
   * @throws Error where the cluster has no server of this id
   */
  server: (of: Coordinated, id: NodeId) => Document;
  /** The document of its keys; its text is a secret. */
  serverSecrets: (of: Coordinated, id: NodeId, keys: NodeKeys) => Document;
}

const templates: Record<CoordinationKind, CoordinationTemplates> = {
  zookeeper: {
    protocols: () => [],
    brokerProperties: ({ cluster, plan }, broker) => {
      const servers = coordinatorEndpoints({ cluster, plan }).map(({ advertise }) => advertise);
      const connect = servers.map(({ name, port }) => `${name}:${port}`).join(',');
      return {
        'broker.id': String(broker.id),
        'zookeeper.connect': `${connect}${cluster.chroot}`,
        ...brokerToZookeeper(cluster.version, coordinationTransport({ cluster, plan })),
      };
    },
    brokerStores: (of, unit, keys) => brokerToZookeeperStores(coordinationTransport(of), unit, keys),
    format: () => ({}),
    servers: (addresses) => ({ zookeeper: addresses.join(' ') }),
    scope: ({ chroot }) => ({ chroot }),
    server: (of, id) => zookeeperDocument(zookeeperFacts(of, id)),
    serverSecrets: (of, id, keys) => zookeeperSecrets(zookeeperFacts(of, id), keys),
  },
  controller: {
    protocols: (of) => [controllerProtocol(of)],
    brokerProperties: (of, broker) => brokerToControllers(of, broker.id),
    brokerStores: controllerStores,
    format: formatParams,
    servers: (addresses) => ({ controllers: addresses.join(' ') }),
    scope: ({ id }) => ({ scope: id }),
    server: (of, id) => controllerDocument(controllerFacts(of, id)),
    serverSecrets: (of, id, keys) => controllerSecrets(controllerFacts(of, id), keys),
  },
};

function zookeeperFacts({ cluster, plan }: Coordinated, id: NodeId): ZookeeperFacts {
  const node = cluster.zookeeper.find((one) => one.id === id);
  if (!node) throw new Error(`${cluster.id} has no ZooKeeper ${id}`);
  return { cluster, node, plan };
}

function controllerFacts({ cluster, plan }: Coordinated, id: NodeId): ControllerFacts {
  const node = cluster.controllers.find((one) => one.id === id);
  if (!node) throw new Error(`${cluster.id} has no controller ${id}`);
  return { cluster, node, plan };
}

/** What the kind that coordinates this cluster has. */
export function coordinationTemplates(cluster: Cluster): CoordinationTemplates {
  return templates[coordinationOf(cluster)];
}

function coordinatorEndpoints({ cluster, plan }: Coordinated): CoordinatorEndpoint[] {
  return coordinatorsOf(cluster).map(({ id }) => coordinatorOf(plan, cluster.id, id));
}

/** By which brokers reach the servers that coordinate their cluster. */
export function coordinationTransport(of: Coordinated): Transport {
  return coordinatorEndpoints(of)[0]?.transport ?? 'plain';
}

/** Where these servers answer, as `talk` of the hosts' scripts takes it; `unit` shows its certificate. */
export function coordinatorAddresses(
  { cluster, plan }: Coordinated,
  ids: readonly NodeId[],
  unit: string,
): string[] {
  return ids.map((id) => endpointText(unit, coordinatorOf(plan, cluster.id, id)));
}
