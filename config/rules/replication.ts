// Copies of partitions: never more than there are brokers, and never all of them demanded by a writer.
import type { ConfigProblem } from '../problem.ts';
import { spared, wholeNumber } from '../settings.ts';
import type { Properties } from '../topology.ts';
import {
  absent,
  brokerCount,
  clustersOf,
  each,
  effectiveSettings,
  plainSettings,
  type Path,
  topicsOf,
} from './view.ts';

const copiesSettings = [
  'default.replication.factor',
  'offsets.topic.replication.factor',
  'transaction.state.log.replication.factor',
];

export const clusterCopies = each(clustersOf, ({ cluster, path }) => {
  const brokers = brokerCount(cluster);
  const own = plainSettings(cluster.settings);
  return copiesSettings.flatMap((name) =>
    tooManyCopies(wholeNumber(own[name]), brokers, [...path, 'settings', name]),
  );
});

/** @param brokers undefined: they couldn't be read */
function tooManyCopies(copies: number | undefined, brokers = 0, path: Path): ConfigProblem[] {
  if (copies === undefined || brokers === 0 || copies <= brokers) return [];
  const reason = `${copies} replicas are impossible on ${brokers === 1 ? 'one broker' : `${brokers} brokers`}: creating such a topic fails.`;
  return [{ path, reason, fix: `Ask for at most ${brokers}, or add brokers.` }];
}

export const clusterInSync = each(clustersOf, ({ cluster, path }) => {
  const settings = effectiveSettings(cluster);
  if (settings === undefined) return undefined;
  return [
    ['min.insync.replicas', 'default.replication.factor'] as const,
    ['transaction.state.log.min.isr', 'transaction.state.log.replication.factor'] as const,
  ].flatMap(([minimum, factor]) => {
    if (cluster.settings?.[minimum] === undefined) return [];
    const copies = wholeNumber(settings[factor]);
    return tooFewSpared(wholeNumber(settings[minimum]), copies, minimum, [...path, 'settings', minimum]);
  });
});

function tooFewSpared(
  minimum: number | undefined,
  copies: number | undefined,
  name: string,
  path: Path,
): ConfigProblem[] {
  if (minimum === undefined || copies === undefined || minimum <= spared(copies)) return [];
  const reason =
    minimum > copies
      ? `${name} is ${minimum}, with ${copies === 1 ? 'one copy' : `${copies} copies`}: writes with acks=all can never succeed.`
      : `${name} is ${minimum}, as many as there are copies: one broker down, for instance in a rolling restart, stops all writes with acks=all.`;
  return [{ path, reason, fix: `Ask for at most ${spared(copies)}.` }];
}

export const topicCopies = each(topicsOf, ({ cluster, topic, config, path }) => {
  const settings = effectiveSettings(cluster);
  const brokers = brokerCount(cluster);
  if (settings === undefined || brokers === 0) return undefined;
  const copies = absent(topic, 'replicationFactor')
    ? wholeNumber(settings['default.replication.factor'])
    : topic.replicationFactor;
  const at = [...path, 'replicationFactor'];
  return [
    ...tooManyCopies(topic.replicationFactor, brokers, at),
    ...topicInSync(path, config, cluster.settings?.['min.insync.replicas'], copies),
  ];
});

/** A default of ours that is too high for a topic is lowered for it; the stack's own word is not. */
function topicInSync(
  path: Path,
  config: Properties,
  clusterWide: unknown,
  copies: number | undefined,
): ConfigProblem[] {
  const name = 'min.insync.replicas';
  const own = config[name];
  if (own !== undefined) return tooFewSpared(wholeNumber(own), copies, name, [...path, 'config', name]);
  if (typeof clusterWide !== 'string') return [];
  const at = [...path, 'replicationFactor'];
  return tooFewSpared(wholeNumber(clusterWide), copies, `the cluster's ${name}`, at).map((finding) => ({
    ...finding,
    fix: `Set ${name} in this topic's config, or make more copies.`,
  }));
}
