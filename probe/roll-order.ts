// In which order the brokers of a cluster are switched to their new configuration.
import type { BrokerSpec, Cluster } from '../config/topology.ts';
import { brokerUnit } from '../config/units.ts';
import type { HostFacts } from './facts.ts';
import { registrations } from './registrations.ts';

export interface RollOrder {
  /** Not serving now: nothing is lost by starting them all at once. */
  together: BrokerSpec[];
  /** Serving now: one at a time, by id, the controller last. */
  oneByOne: BrokerSpec[];
}

/** @param factsOf what the probe found on a host; undefined: nothing, as in an offline preview */
export function rollOrder(cluster: Cluster, factsOf: (host: string) => HostFacts | undefined): RollOrder {
  const facts = [...new Set(cluster.zookeeper.map((node) => node.host))].flatMap(
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
