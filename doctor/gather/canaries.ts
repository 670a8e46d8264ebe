// A record of doctor's own through every broker, from every vantage that reaches it. Its topic is all that doctor writes.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster, NodeId } from '../../config/topology.ts';
import { messageOf } from '../../lib/message.ts';
import type { Partition } from '../../probe/cluster-state.ts';
import { type BrokerResponse, type Canary, canaryTopic, type ServiceResponse } from '../facts.ts';
import { codecNames } from './codecs.ts';
import { errorName } from './kafka-errors.ts';
import type { KafkaSession } from './kafka.ts';

/** An hour: nobody reads what a run of yesterday wrote. */
const retentionMs = 3_600_000;

/** What a broker says of a partition while it has not been told yet that it leads it. */
const notToldYet = ['UNKNOWN_TOPIC_OR_PARTITION', 'NOT_LEADER_FOR_PARTITION'];

/** What a broker says of a codec that is younger than the protocol which its config keeps to. */
const notByProtocol = errorName(76);

/** A broker that a vantage holds a connection to. */
export interface BrokerSession {
  session: KafkaSession;
  response: Extract<ServiceResponse, { kind: 'answered' }>;
  broker: BrokerResponse;
  /** The broker that the plan has there. */
  id: NodeId;
}

/** Milliseconds in which a new topic gets its leaders and these learn of it, and between two polls. */
const electionMs = 4_000;
const pollMs = 200;

export async function runCanaries(
  cluster: Pick<Cluster, 'brokers'>,
  sessions: readonly BrokerSession[],
): Promise<void> {
  const own = sessions.filter(({ broker, id }) => broker.id === undefined || broker.id === id);
  const [first] = own;
  if (!first) return;
  const until = Date.now() + electionMs;
  const partitions = await ensureTopic(cluster, own, until);
  if (typeof partitions === 'string') {
    first.response.canary = { ok: false, step: 'produce', said: partitions };
    return;
  }
  await Promise.all(
    own.map(async ({ session, response, id }) => {
      const led = partitions.find(({ leader }) => leader === id);
      if (!led) return;
      response.canary = await passRecord(session, led.partition, until);
      // It is the broker that unpacks them, whoever they come from.
      const isFirst = own.find((one) => one.id === id)?.session === session;
      if (isFirst && response.canary.ok)
        response.canary.codecs = await passCompressed(session, led.partition);
    }),
  );
}

const ofCanary = ({ partitions }: Pick<BrokerResponse, 'partitions'>): Partition[] =>
  partitions.filter(({ topic }) => topic === canaryTopic);

/** The topic's partitions; a text says why it has none. */
async function ensureTopic(
  { brokers }: Pick<Cluster, 'brokers'>,
  sessions: readonly BrokerSession[],
  until: number,
): Promise<Partition[] | string> {
  const [first] = sessions;
  const known = sessions.map(({ broker }) => ofCanary(broker)).find((partitions) => partitions.length > 0);
  if (!first || known) return known ?? [];
  // A broker that is away now would never lead one of its partitions.
  const there = first.broker.brokers.map(({ id }) => id);
  if (!brokers.every(({ id }) => there.includes(id))) return [];
  const maker = sessions.find(({ id, broker }) => broker.controller === id) ?? first;
  const ids = brokers.map(({ id }) => id);
  const config = { 'retention.ms': String(retentionMs) };
  // Another doctor may make it at the same time, and a slow controller may make it later than it answers.
  const failure = await maker.session
    .createTopic(canaryTopic, assignment(ids), config)
    .then(() => 'no leaders are elected for it', messageOf);
  while (Date.now() < until) {
    const partitions = ofCanary(await maker.session.metadata());
    if (partitions.length > 0 && partitions.every(({ leader }) => leader !== undefined)) return partitions;
    await sleep(pollMs);
  }
  return `its topic ${canaryTopic} is not there: ${failure}`;
}

/** Each broker leads one partition; up to three have a copy. */
export function assignment(ids: readonly NodeId[]): NodeId[][] {
  const copies = Math.min(3, ids.length);
  return ids.map((_, index) =>
    Array.from({ length: copies }, (_each, next) => ids[(index + next) % ids.length] ?? 0),
  );
}

async function passRecord(session: KafkaSession, partition: number, until: number): Promise<Canary> {
  const value = `doctor ${randomUUID()}`;
  let step: 'produce' | 'consume' = 'produce';
  try {
    const offset = await produceOnceLed(session, partition, value, until);
    step = 'consume';
    const found = await session.fetch(canaryTopic, partition, offset);
    if (found.some((record) => record.value === value)) return { ok: true };
    return { ok: false, step, said: `the record is not at offset ${offset}` };
  } catch (error) {
    return { ok: false, step, said: messageOf(error) };
  }
}

/** A record by each codec that the broker knows. @returns what it said, by codec */
async function passCompressed(session: KafkaSession, partition: number): Promise<Record<string, string>> {
  const said: Record<string, string> = {};
  for (const codec of codecNames.filter((name) => session.takesCodec(name))) {
    const answer = await session
      .produce(canaryTopic, partition, `doctor ${codec} ${randomUUID()}`, codec)
      .then(() => '', messageOf);
    if (answer !== notByProtocol) said[codec] = answer;
  }
  return said;
}

/** The controller knows the leaders of a new topic before they do. */
async function produceOnceLed(
  session: KafkaSession,
  partition: number,
  value: string,
  until: number,
): ReturnType<KafkaSession['produce']> {
  for (;;) {
    try {
      return await session.produce(canaryTopic, partition, value);
    } catch (error) {
      if (!notToldYet.includes(messageOf(error)) || Date.now() >= until) throw error;
      await sleep(pollMs);
    }
  }
}
