// Limits of the properties that stacks set most, as Kafka itself checks them at the start.
import { quoted, type ConfigProblem } from '../problem.ts';
import { integerFix } from '../schema/takes.ts';
import type { Properties } from '../topology.ts';
import {
  brokerSettingsOf,
  clustersOf,
  each,
  effectiveSettings,
  plainSettings,
  type Path,
  type Rule,
  topicsOf,
} from './view.ts';

const intMax = 2_147_483_647n;
const longMax = 9_223_372_036_854_775_807n;

interface Limit {
  min: bigint;
  max: bigint;
  /** Refused between the limits, with the reason. */
  never?: { value: bigint; why: string };
}

const never0 = { value: 0n, why: 'Kafka does not start with 0; -1 keeps records without limit.' };

/**
 * Broker properties. Sources: the validators in Kafka 3.9's broker config definitions ("Broker Configs" in its
 * documentation). A segment's size is a 32-bit number of bytes and at least 14, the overhead of one old record;
 * retention by hours is a 32-bit, by bytes a 64-bit number, and -1 switches either off.
 */
export const brokerLimits: Readonly<Record<string, Limit>> = {
  'log.segment.bytes': { min: 14n, max: intMax },
  'message.max.bytes': { min: 0n, max: intMax },
  'log.retention.hours': { min: -1n, max: intMax, never: never0 },
  'log.retention.minutes': { min: -1n, max: intMax, never: never0 },
  'log.retention.ms': { min: -1n, max: longMax, never: never0 },
  'log.retention.bytes': { min: -1n, max: longMax },
  'replica.fetch.max.bytes': { min: 0n, max: intMax },
  'socket.request.max.bytes': { min: 1n, max: intMax },
  'num.partitions': { min: 1n, max: intMax },
  'default.replication.factor': { min: 1n, max: 32_767n },
  'min.insync.replicas': { min: 1n, max: intMax },
  'offsets.topic.replication.factor': { min: 1n, max: 32_767n },
  'transaction.state.log.replication.factor': { min: 1n, max: 32_767n },
  'transaction.state.log.min.isr': { min: 1n, max: intMax },
  'reserved.broker.max.id': { min: 0n, max: intMax },
};

/** Topic properties. Sources: "Topic Configs" in Kafka 3.9's documentation. */
export const topicLimits: Readonly<Record<string, Limit>> = {
  'segment.bytes': { min: 14n, max: intMax },
  'max.message.bytes': { min: 0n, max: intMax },
  'retention.ms': { min: -1n, max: longMax },
  'retention.bytes': { min: -1n, max: longMax },
  'min.insync.replicas': { min: 1n, max: intMax },
};

export const settingLimits: Rule = (draft) => [
  ...brokerSettingsOf(draft).flatMap(({ settings, path }) =>
    outOfLimits(plainSettings(settings), brokerLimits, path),
  ),
  ...topicsOf(draft).flatMap(({ config, path }) => outOfLimits(config, topicLimits, [...path, 'config'])),
];

function outOfLimits(
  properties: Properties,
  limits: Readonly<Record<string, Limit>>,
  path: Path,
): ConfigProblem[] {
  return Object.entries(limits).flatMap(([name, { min, max, never }]) => {
    const value = properties[name];
    if (value === undefined) return [];
    const fix = integerFix(min, max);
    const at = [...path, name];
    if (!/^-?\d{1,30}$/.test(value))
      return [{ path: at, reason: `${quoted(value)} is not a whole number.`, fix }];
    const number = BigInt(value);
    if (number === never?.value) return [{ path: at, reason: never.why, fix }];
    if (number >= min && number <= max) return [];
    return [{ path: at, reason: `${value} is outside of Kafka's limits.`, fix }];
  });
}

/** A message larger than a segment, or than a request, is refused by the broker whatever its own limit says. */
export const messageFits = each(clustersOf, ({ cluster, path }) => {
  const settings = effectiveSettings(cluster);
  const message = whole(settings?.['message.max.bytes']);
  if (settings === undefined || message === undefined) return undefined;
  return ['log.segment.bytes', 'socket.request.max.bytes'].flatMap((name): ConfigProblem[] => {
    const room = whole(settings[name]);
    if (room === undefined || message <= room) return [];
    const reason = `message.max.bytes is ${message}, but ${name} allows only ${room}: larger messages would be refused.`;
    const fix = `Raise ${name} to ${message} or more, or lower message.max.bytes.`;
    return [{ path: [...path, 'settings', name], reason, fix }];
  });
});

function whole(value: string | undefined): bigint | undefined {
  return value !== undefined && /^\d{1,30}$/.test(value) ? BigInt(value) : undefined;
}
