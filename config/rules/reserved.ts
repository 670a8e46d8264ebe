// Properties that the reachability plan owns, and values that must not stand in plain text.
import { ownEnsemble, reservedForKraft, reservedForServers } from '../coordination-words.ts';
import type { PropertyRefusal, PropertyRule } from './refusal.ts';
import { each, topicsOf } from './view.ts';

const listenersInstead =
  'Use port and external of each broker, under kafka-proxied:clusters.<cluster>.brokers.';
const idInstead = 'The key under kafka-proxied:clusters.<cluster>.brokers is the id.';
const dataInstead = 'Remove it: each broker has its own data folder, outside of /tmp.';

/** By name, or by prefix where it ends in a dot: what to use instead. */
export const reservedProperties: Readonly<Record<string, string>> = {
  'broker.id': idInstead,
  'broker.id.generation.enable': idInstead,
  'node.id': idInstead,
  listeners: listenersInstead,
  port: listenersInstead,
  'host.name': listenersInstead,
  'advertised.listeners': listenersInstead,
  'advertised.host.name': listenersInstead,
  'advertised.port': listenersInstead,
  'listener.security.protocol.map': listenersInstead,
  'inter.broker.listener.name': listenersInstead,
  'security.inter.broker.protocol': listenersInstead,
  'control.plane.listener.name': listenersInstead,
  'early.start.listeners': listenersInstead,
  ...reservedForServers,
  'broker.rack': 'Use rack of each broker, under kafka-proxied:clusters.<cluster>.brokers.',
  'log.dir': dataInstead,
  'log.dirs': dataInstead,
  'metadata.log.dir': dataInstead,
  ...reservedForKraft,
};

/** Quotas and the like also begin with `controller.`, and are the broker's own. */
const notReserved = /^controller\.(quota\.|socket\.timeout\.ms$)/;

export const reserved: PropertyRule = ({ name, ofBroker }) => {
  const fix = reservedInstead(name);
  if (fix === undefined) return undefined;
  if (name === 'zookeeper.connect') return { reason: ownEnsemble, fix };
  if (name === 'broker.rack' && !ofBroker) return { reason: 'Gives every broker the same rack.', fix };
  return { reason: `${name} is decided by the reachability plan.`, fix };
};

/** What to use instead of a property that the plan decides; undefined: it is free. */
function reservedInstead(name: string): string | undefined {
  return notReserved.test(name) ? undefined : insteadIn(reservedProperties, name);
}

/** What a table has for a name, or for a prefix of it that ends in a dot. */
export function insteadIn(table: Readonly<Record<string, string>>, name: string): string | undefined {
  if (Object.hasOwn(table, name)) return table[name];
  const prefix = Object.keys(table).find((key) => key.endsWith('.') && name.startsWith(key));
  return prefix === undefined ? undefined : table[prefix];
}

/** Kafka's properties of type "password", and JAAS configs, which hold passwords. */
export const holdsSecret =
  /(^|\.)(password|sasl\.jaas\.config|ssl\.keystore\.key|password\.encoder\.(old\.)?secret|delegation\.token\.(master|secret)\.key|client\.credentials\.client\.secret|private\.key\.passphrase)$/;

const inPlainText: PropertyRefusal = {
  reason: 'A password in plain text would end up in the stack file, in the state and in logs.',
  fix: `Store it by \`pulumi config set --secret --path 'kafka-proxied:secrets.NAME'\`, and write { secret: NAME } here.`,
};

export const plainSecret: PropertyRule = ({ name, value }) =>
  holdsSecret.test(name) && value !== undefined ? inPlainText : undefined;

export const plainSecretsOfTopics = each(topicsOf, ({ config, path }) =>
  Object.keys(config)
    .filter((name) => holdsSecret.test(name))
    .map((name) => ({ path: [...path, 'config', name], ...inPlainText })),
);
