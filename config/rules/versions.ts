// What the Kafka version of a cluster can't do is refused, with the version that brought it.
import { abilities, type Ability, can } from '../versions.ts';
import { absent, clustersOf, each, entries } from './view.ts';

/** The release that brought an ability. */
export function since(ability: Ability): string {
  return `Kafka ${abilities[ability].since}`;
}

/** Where listeners have no names, a broker can have one for each protocol. */
export const listenersHaveNames = each(clustersOf, ({ cluster: { version, tls, brokers }, path }) => {
  if (version === undefined || can(version, 'namedListeners') || tls === undefined) return undefined;
  const both = entries(brokers).some(([, broker]) => !absent(broker, 'external'));
  if (!both || tls.external === undefined || tls.external !== tls.internal) return undefined;
  const [key, protocol] = tls.external ? ['internal', 'TLS'] : ['external', 'plain text'];
  return {
    path: [...path, 'tls', key],
    reason: `INTERNAL and EXTERNAL listeners would both use ${protocol}, and Kafka ${version} has one listener for each protocol; several are possible since ${since('namedListeners')}.`,
    fix: `Write ${String(!tls.external)}, or choose a later version.`,
  };
});
