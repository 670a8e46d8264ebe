// What the Kafka version of a cluster can't do is refused, with the version that brought it.
import type { ConfigProblem } from '../problem.ts';
import { abilities, type Ability, can } from '../versions.ts';
import { absent, clustersOf, entries, type Rule } from './view.ts';

function since(ability: Ability): string {
  return `Kafka ${abilities[ability].since}`;
}

/** Where listeners have no names, a broker can have one for each protocol. */
export const listenersHaveNames: Rule = (draft) =>
  clustersOf(draft).flatMap(({ cluster: { version, tls, brokers }, path }): ConfigProblem[] => {
    if (version === undefined || can(version, 'namedListeners') || tls === undefined) return [];
    const both = entries(brokers).some(([, broker]) => !absent(broker, 'external'));
    if (!both || tls.external === undefined || tls.external !== tls.internal) return [];
    const [key, protocol] = tls.external ? ['internal', 'TLS'] : ['external', 'plain text'];
    return [
      {
        path: [...path, 'tls', key],
        reason: `INTERNAL and EXTERNAL listeners would both speak ${protocol}, and Kafka ${version} has one listener for each protocol; several came with ${since('namedListeners')}.`,
        fix: `Write ${String(!tls.external)}, or choose a later version.`,
      },
    ];
  });

export const zookeeperCanTls: Rule = (draft) =>
  clustersOf(draft).flatMap(({ cluster: { version, tls }, path }): ConfigProblem[] => {
    if (version === undefined || can(version, 'zookeeperTls')) return [];
    const mode = tls?.zookeeper;
    if (mode === undefined || mode === 'off') return [];
    return [
      {
        path: [...path, 'tls', 'zookeeper'],
        reason: `Kafka ${version} speaks plain text with ZooKeeper; TLS came with ${since('zookeeperTls')}.`,
        fix: 'Write off, or choose a later version.',
      },
    ];
  });
