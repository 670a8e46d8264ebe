// In which order the brokers of a cluster are switched to their new configuration.
import type { BrokerSpec, Cluster, NodeId } from '../config/topology.ts';
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

/** A resource as the state has it: its name, and those of the resources that it was made after. */
export interface Recorded {
  name: string;
  after: readonly string[];
}

/**
 * The order of the last update. A part of the stack (`--target`) is registered in no other: with what is left alone Pulumi
 * takes in what that was made after, and refuses those as duplicates when they come later.
 * @param resources the stack's state; a broker that it doesn't hold comes last
 */
export function recordedOrder(cluster: Cluster, resources: readonly Recorded[]): RollOrder {
  const waits = new Map(
    cluster.brokers.map(({ id }): [NodeId, RecordedWait] => {
      const own = resources.find(({ name }) => name === `${cluster.id}-broker-${id}-roll`);
      const others = cluster.brokers.filter((broker) => broker.id !== id);
      const waitedFor = (what: string): number =>
        others.filter((broker) => own?.after.includes(`${cluster.id}-broker-${broker.id}-${what}`)).length;
      const staged = waitedFor('conf') + waitedFor('secrets');
      return [
        id,
        own ? { staged: staged > 0, rolls: waitedFor('roll') } : { staged: true, rolls: others.length },
      ];
    }),
  );
  const rolls = ({ id }: BrokerSpec): number => waits.get(id)?.rolls ?? 0;
  const isStaged = ({ id }: BrokerSpec): boolean => waits.get(id)?.staged === true;
  const order = cluster.brokers.toSorted((a, b) => rolls(a) - rolls(b) || a.id - b.id);
  return { together: order.filter((broker) => !isStaged(broker)), oneByOne: order.filter(isStaged) };
}

/** What a broker's roll waited for: the files of the others, where it went by turns, and the rolls before its own. */
interface RecordedWait {
  staged: boolean;
  rolls: number;
}
