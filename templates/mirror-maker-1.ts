// MirrorMaker 1: consumers and one producer in one process, for clusters before 0.11. Its place is the offsets of a group at
// the source; topics, and all that belongs to them, must be at the target already.
import type { Properties } from '../config/topology.ts';
import { mirrorUnit } from '../config/units.ts';
import { connection, type MirrorMakerFacts, type MirrorProgram, sideOf } from './mirror-side.ts';
import { renderProperties } from './properties.ts';

/** Milliseconds between commits of its place: what was carried since comes a second time after a hard end. */
const commitMs = 5000;

const consumerFile = 'consumer.properties';
const producerFile = 'producer.properties';

/** The stack's own properties for one of the two, over all others. */
function given({ mirror }: MirrorMakerFacts, prefix: 'consumer.' | 'producer.'): Properties {
  const own = Object.entries(mirror.settings).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(prefix.length), value]));
}

function consumerProperties(facts: MirrorMakerFacts): Properties {
  const source = sideOf(facts, facts.from);
  return {
    ...connection(facts, source),
    'group.id': mirrorUnit(facts.mirror.id),
    'client.id': mirrorUnit(facts.mirror.id),
    'auto.offset.reset': 'earliest',
    // There are no transactions before 0.11.
    'isolation.level': 'read_uncommitted',
    'exclude.internal.topics': 'true',
    ...source.access.sizes.consumer,
    ...given(facts, 'consumer.'),
  };
}

/** Nothing is given up, and what is sent again takes nobody's place: each key's records keep their order. */
function producerProperties(facts: MirrorMakerFacts): Properties {
  const target = sideOf(facts, facts.to);
  return {
    ...connection(facts, target),
    'client.id': mirrorUnit(facts.mirror.id),
    acks: 'all',
    'enable.idempotence': 'false',
    retries: '2147483647',
    'delivery.timeout.ms': '2147483647',
    'max.block.ms': '9223372036854775807',
    'max.in.flight.requests.per.connection': '1',
    ...sideOf(facts, facts.from).access.sizes.producer,
    ...given(facts, 'producer.'),
  };
}

/** A regular expression for exactly these names, without what systemd would read as its own. */
function anyOf(topics: readonly string[]): string {
  return topics.map((topic) => topic.replaceAll('.', '[.]')).join('|');
}

export function firstMirrorMaker(facts: MirrorMakerFacts): MirrorProgram {
  const { mirror, to, carried } = facts;
  return {
    files: {
      [consumerFile]: renderProperties(consumerProperties(facts)),
      [producerFile]: renderProperties(producerProperties(facts)),
    },
    // It says when its group gives it partitions, by which the host's script sees that it reads.
    logging: { 'org.apache.kafka.clients.consumer.internals.ConsumerRebalanceListenerInvoker': 'INFO' },
    mainClass: 'kafka.tools.MirrorMaker',
    options: (folder) => [
      `--consumer.config ${folder}/${consumerFile}`,
      `--producer.config ${folder}/${producerFile}`,
      `--include "${anyOf(carried.names)}"`,
      `--num.streams ${mirror.tasks}`,
      `--offset.commit.interval.ms ${commitMs}`,
      '--abort.on.send.failure true',
    ],
    readiness: { group: mirrorUnit(mirror.id), target: sideOf(facts, to).access.bootstrap.join(' ') },
  };
}
