// How changes of broker properties are told.
import type { Cluster } from '../topology.ts';
import type { PropertyChange } from './compare.ts';
import type { Cost } from './costs.ts';
import { kafkaDefaults } from './defaults.ts';

/** One line: `cluster1: log.retention.hours 168 -> 240 on brokers 1, 2, 3: rolling restart`. */
export function changeLine(
  { id, brokers, version }: Pick<Cluster, 'id' | 'brokers' | 'version'>,
  change: PropertyChange,
): string {
  const [before, after] = [change.before, change.after].map(
    (value) => value ?? defaultText(kafkaDefaults(version)[change.property]),
  );
  const where = `${change.brokers.length === 1 ? 'broker' : 'brokers'} ${change.brokers.join(', ')}`;
  return `${id}: ${change.property} ${before} -> ${after} on ${where}: ${costText(change.cost, brokers.length)}`;
}

function defaultText(value: string | undefined): string {
  return value === undefined ? 'default' : `default (${value})`;
}

function costText(cost: Cost, brokers: number): string {
  const restart = brokers === 1 ? 'restart, and no other broker is available meanwhile' : 'rolling restart';
  switch (cost.kind) {
    case 'restart':
      return cost.also === undefined ? restart : `${restart}; ${cost.also}`;
    case 'moves clients':
      return `${restart}; the old and the new routes work for clients until every broker has restarted`;
    case 'destroys data':
      return `${restart}; destroys data: ${cost.what}`;
    case 'impossible':
      return `impossible: ${cost.why}`;
  }
}
