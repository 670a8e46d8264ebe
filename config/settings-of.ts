// The properties that one broker starts with: those of its cluster, and its own over them.
import type { BrokerSpec, Cluster, Properties } from './topology.ts';

export interface BrokerProperties {
  plain: Properties;
  /** Properties whose values are secrets, and the names of these. */
  secret: Record<string, string>;
}

/** A property that a broker has of its own stands in one of the two only: a plain one takes the place of a secret, too. */
export function settingsOf(
  cluster: Pick<Cluster, 'settings' | 'secretSettings'>,
  { rack, settings = {}, secretSettings = {} }: Pick<BrokerSpec, 'rack' | 'settings' | 'secretSettings'>,
): BrokerProperties {
  return {
    plain: {
      ...without(cluster.settings, secretSettings),
      ...settings,
      ...(rack !== undefined && { 'broker.rack': rack }),
    },
    secret: { ...without(cluster.secretSettings, settings), ...secretSettings },
  };
}

function without(properties: Properties, others: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !Object.hasOwn(others, name)));
}
