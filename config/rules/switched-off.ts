// Properties that do nothing because of another one: it goes before, it switches them off, or nothing that reads them is there.
import { retentionTimes } from '../changes/keeping.ts';
import { readWith } from '../coordination-words.ts';
import { isSince } from '../versions.ts';
import type { GivenProperty, PropertyRule } from './refusal.ts';
import { coordinatorsIn, entries } from './view.ts';

const on = (value: string | undefined): boolean => value?.trim().toLowerCase() === 'true';
const off = (value: string | undefined): boolean => value?.trim().toLowerCase() === 'false';

/** Of each, the first that is given counts alone ("Broker Configs": "if not set, the value in … is used"). */
const oneCounts: readonly (readonly string[])[] = [
  retentionTimes.map(([name]) => name),
  ['log.roll.ms', 'log.roll.hours'],
  ['log.roll.jitter.ms', 'log.roll.jitter.hours'],
];

/** Two at once: the more exact one goes before. */
export const outdone: PropertyRule = ({ name, among }) => {
  const group = oneCounts.find((names) => names.includes(name));
  const winner = group?.slice(0, group.indexOf(name)).find((other) => among.has(other));
  if (winner === undefined) return undefined;
  return { reason: `${name} has no effect: ${winner} overrides it.`, fix: 'Keep one of the two.' };
};

interface Switched {
  /** As the reference calls them. */
  shown: string;
  names: RegExp;
  /** True where nothing reads them. */
  unread: (given: GivenProperty) => boolean;
  reason: (given: GivenProperty) => string;
  fix: string;
}

/** Sources: "Broker Configs" in the documentation of Kafka 3.9, and where the broker reads each. */
export const switches: readonly Switched[] = [
  ...readWith.map(({ kind, ...read }): Switched => ({
    ...read,
    unread: ({ cluster }) => coordinatorsIn(cluster).kind !== kind,
  })),
  {
    shown: 'super.users, allow.everyone.if.no.acl.found, authorizer.zookeeper.*',
    names: /^(super\.users|allow\.everyone\.if\.no\.acl\.found|authorizer\.zookeeper\..*)$/,
    unread: ({ among }) => !among.has('authorizer.class.name'),
    reason: ({ name }) =>
      `${name} is read by an authorizer, and there is none: every client may do everything.`,
    fix: "Set authorizer.class.name as well (Kafka's own: org.apache.kafka.metadata.authorizer.StandardAuthorizer with controllers; with ZooKeeper kafka.security.authorizer.AclAuthorizer, before 2.4 kafka.security.auth.SimpleAclAuthorizer), or remove it.",
  },
  {
    shown: 'password.encoder.*',
    names: /^password\.encoder\.(?!secret$)/,
    unread: ({ among }) => !among.has('password.encoder.secret'),
    reason: ({ name }) => `${name} has an effect only with password.encoder.secret.`,
    fix: 'Set password.encoder.secret as well, as { secret: NAME }, or remove it.',
  },
  {
    shown: 'remote.*, log.local.retention.*',
    names: /^(remote\.(?!log\.storage\.system\.enable$)|log\.local\.retention\.)/,
    unread: ({ among }) => !on(among.get('remote.log.storage.system.enable')),
    reason: ({ name }) => `${name} is for tiered storage, which is off.`,
    fix: 'Set remote.log.storage.system.enable to true, or remove it.',
  },
  {
    shown: 'leader.imbalance.*',
    names: /^leader\.imbalance\./,
    unread: ({ among }) => off(among.get('auto.leader.rebalance.enable')),
    reason: ({ name }) => `${name} has no effect while auto.leader.rebalance.enable is false.`,
    fix: 'Remove it, or set auto.leader.rebalance.enable to true.',
  },
  {
    shown: 'controlled.shutdown.max.retries, controlled.shutdown.retry.backoff.ms',
    names: /^controlled\.shutdown\.(max\.retries|retry\.backoff\.ms)$/,
    unread: ({ among }) => off(among.get('controlled.shutdown.enable')),
    reason: ({ name }) => `${name} has no effect while controlled.shutdown.enable is false.`,
    fix: 'Remove it, or set controlled.shutdown.enable to true.',
  },
  {
    shown: 'log.cleaner.*',
    names: /^log\.cleaner\.(?!enable$)/,
    unread: ({ among }) => off(among.get('log.cleaner.enable')),
    reason: ({ name }) => `${name} has no effect while log.cleaner.enable is false.`,
    fix: 'Remove it, or set log.cleaner.enable to true.',
  },
  {
    shown: 'kafka.metrics.polling.interval.secs',
    names: /^kafka\.metrics\.polling\.interval\.secs$/,
    unread: ({ among }) => !among.has('kafka.metrics.reporters'),
    reason: ({ name }) => `${name} has an effect only with kafka.metrics.reporters.`,
    fix: 'Set kafka.metrics.reporters as well, or remove it.',
  },
  {
    shown: 'log.message.format.version',
    names: /^log\.message\.format\.version$/,
    unread: newFormatAlone,
    reason: ({ name }) => `${name} has no effect since Kafka 3.0, once brokers use its protocol.`,
    fix: 'Remove it; the protocol during an upgrade of the cluster is inter.broker.protocol.version.',
  },
  {
    shown: 'replica.selector.class',
    names: /^replica\.selector\.class$/,
    unread: ({ value = '', cluster: { brokers } }) =>
      value.endsWith('.RackAwareReplicaSelector') &&
      brokers !== undefined &&
      entries(brokers).every(([, { rack }]) => rack === undefined),
    reason: ({ name }) => `${name} selects a replica in the consumer's rack, and no broker has a rack.`,
    fix: 'Give each broker a rack (brokers.<id>.rack), or remove it.',
  },
];

/** Kafka 3.0 and later, with brokers that speak the protocol of 3.0 or later (KIP-724). */
export function newFormatAlone({ version, among }: Pick<GivenProperty, 'version' | 'among'>): boolean {
  const spoken = among.get('inter.broker.protocol.version') ?? version;
  return [version, spoken?.split('-')[0]].every((each) => each !== undefined && isSince(each, '3.0'));
}

export const switchedOff: PropertyRule = (given) => {
  const found = switches.find(({ names, unread }) => names.test(given.name) && unread(given));
  return found && { reason: found.reason(given), fix: found.fix };
};
