// In which order the nodes of a cluster are switched to their new configuration.
import {
  type Coordinator,
  coordinatorsOf,
  hasControllers,
  registrationTellers,
} from '../config/coordination.ts';
import { nodeComponent } from '../config/roles.ts';
import type { BrokerSpec, Cluster, NodeId } from '../config/topology.ts';
import { brokerUnit } from '../config/units.ts';
import type { HostFacts } from './facts.ts';
import { registrations } from './cluster-state.ts';

export interface RollOrder {
  /** Not serving now: nothing is lost by starting them all at once. */
  together: BrokerSpec[];
  /** Serving now: one at a time, by id, the controller last. */
  oneByOne: BrokerSpec[];
  /** The servers that coordinate, in the order in which those that run restart: by id, an active controller last. */
  coordinators: Coordinator[];
}

/** @param factsOf what the probe found on a host; undefined: nothing, as in an offline preview */
export function rollOrder(cluster: Cluster, factsOf: (host: string) => HostFacts | undefined): RollOrder {
  const facts = registrationTellers(cluster).flatMap((host) => factsOf(host) ?? []);
  const { registered, controller } = registrations(cluster, facts);
  const serves = (broker: BrokerSpec): boolean =>
    registered.includes(broker.id) &&
    factsOf(broker.host)?.services[brokerUnit(cluster.id, broker.id)]?.active === 'active';
  const byId = [...cluster.brokers].sort((a, b) => a.id - b.id);
  const serving = byId.filter(serves);
  return {
    together: byId.filter((broker) => !serves(broker)),
    oneByOne: last(serving, controller),
    coordinators: last(coordinatorsOf(cluster), hasControllers(cluster) ? controller : undefined),
  };
}

/** The same nodes, that of this id behind the others. */
function last<Node extends { id: NodeId }>(nodes: readonly Node[], id: NodeId | undefined): Node[] {
  return [...nodes.filter((node) => node.id !== id), ...nodes.filter((node) => node.id === id)];
}

/** A resource as the state has it: its name, and those of the resources that it was made after. */
export interface OrderedResource {
  name: string;
  after: readonly string[];
}

/**
 * The order of the last update. A part of the stack (`--target`) is registered in no other: with what is left alone Pulumi
 * takes in what that was made after, and refuses those as duplicates when they come later. Which brokers were started
 * together does not show where they share a host; to wait in turn is to wait for at least as much.
 * @param resources the stack's state; a broker that it doesn't hold comes last
 */
export function recordedOrder(cluster: Cluster, resources: readonly OrderedResource[]): RollOrder {
  const inTurn = <Node extends { id: NodeId }>(
    nodes: readonly Node[],
    nameOf: (node: Node) => string,
  ): Node[] => {
    const names = nodes.map(nameOf);
    const before = (node: Node): number => {
      const own = resources.find(({ name }) => name === nameOf(node));
      return own ? names.filter((name) => own.after.includes(name)).length : nodes.length;
    };
    return nodes.toSorted((a, b) => before(a) - before(b) || a.id - b.id);
  };
  return {
    together: [],
    oneByOne: inTurn(cluster.brokers, ({ id }) => `${cluster.id}-broker-${id}-roll`),
    coordinators: inTurn(coordinatorsOf(cluster), (node) => `${nodeComponent(node)}-service`),
  };
}
