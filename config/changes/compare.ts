// Which properties become others on brokers that run, and what each change costs.
import type { NodeId, Properties } from '../topology.ts';
import { type Cost, costOf } from './costs.ts';
import { kafkaDefaults } from './defaults.ts';

/** A broker that runs: what it was started with, and what it shall have; neither with secrets. */
export interface ChangedBroker {
  id: NodeId;
  running: Properties;
  wanted: Properties;
}

export interface PropertyChange {
  property: string;
  /** Undefined: the file doesn't say, and Kafka's default applies. */
  before: string | undefined;
  after: string | undefined;
  cost: Cost;
  /** All for which this is so. */
  brokers: NodeId[];
}

/**
 * Every change, by property and then by broker; those that are the same on several brokers are one.
 * @param version of Kafka that the brokers shall have
 */
export function propertyChanges(brokers: readonly ChangedBroker[], version: string): PropertyChange[] {
  const byId = brokers.toSorted((a, b) => a.id - b.id);
  const cluster = byId.map(({ running }) => running);
  const changes = new Map<string, PropertyChange>();
  for (const broker of byId) {
    for (const change of changesOf(broker, cluster, version)) {
      const { property, before, after, cost } = change;
      const key = JSON.stringify([property, before ?? null, after ?? null, cost]);
      const same = changes.get(key);
      if (same) same.brokers.push(broker.id);
      else changes.set(key, change);
    }
  }
  return [...changes.values()].sort((a, b) =>
    a.property < b.property ? -1 : a.property > b.property ? 1 : 0,
  );
}

function changesOf(
  { id, running, wanted }: ChangedBroker,
  cluster: readonly Properties[],
  version: string,
): PropertyChange[] {
  const defaults = kafkaDefaults(version);
  const sides = { before: { ...defaults, ...running }, after: { ...defaults, ...wanted }, cluster };
  return [...new Set([...Object.keys(running), ...Object.keys(wanted)])]
    .filter((property) => running[property] !== wanted[property])
    .map((property) => ({
      property,
      before: running[property],
      after: wanted[property],
      cost: costOf(property, sides),
      brokers: [id],
    }));
}
