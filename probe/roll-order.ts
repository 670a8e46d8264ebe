// In which order the brokers of a cluster are switched to their new configuration.
import { coordinatorsOf } from '../config/coordination.ts';
import type { BrokerSpec, Cluster, NodeId } from '../config/topology.ts';
import { brokerUnit } from '../config/units.ts';
import type { HostFacts } from './facts.ts';
import { registrations } from './cluster-state.ts';

export interface RollOrder {
  /** Not serving now: nothing is lost by starting them all at once. */
  together: BrokerSpec[];
  /** Serving now: one at a time, by id, the controller last. */
  oneByOne: BrokerSpec[];
}

/** @param factsOf what the probe found on a host; undefined: nothing, as in an offline preview */
export function rollOrder(cluster: Cluster, factsOf: (host: string) => HostFacts | undefined): RollOrder {
  const facts = [...new Set(coordinatorsOf(cluster).map((node) => node.host))].flatMap(
    (host) => factsOf(host) ?? [],
  );
  const { registered, controller } = registrations(cluster, facts);
  const serves = (broker: BrokerSpec): boolean =>
    registered.includes(broker.id) &&
    factsOf(broker.host)?.services[brokerUnit(cluster.id, broker.id)]?.active === 'active';
  const byId = [...cluster.brokers].sort((a, b) => a.id - b.id);
  const serving = byId.filter(serves);
  return {
    together: byId.filter((broker) => !serves(broker)),
    oneByOne: [
      ...serving.filter((broker) => broker.id !== controller),
      ...serving.filter((broker) => broker.id === controller),
    ],
  };
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
  const rollOf = (id: NodeId): string => `${cluster.id}-broker-${id}-roll`;
  const rollsBefore = ({ id }: BrokerSpec): number => {
    const own = resources.find(({ name }) => name === rollOf(id));
    const others = cluster.brokers.filter((broker) => broker.id !== id);
    return own ? others.filter((broker) => own.after.includes(rollOf(broker.id))).length : others.length;
  };
  const oneByOne = cluster.brokers.toSorted((a, b) => rollsBefore(a) - rollsBefore(b) || a.id - b.id);
  return { together: [], oneByOne };
}
