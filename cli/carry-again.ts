// `npm run carry-again`: a mirror begins anew with topics that its target lost.
import { covers } from '../config/mirrored.ts';
import { mirrorEnds } from '../config/needs.ts';
import { makePlan } from '../config/plan/make.ts';
import type { Mirror, Topology } from '../config/topology.ts';
import { mirrorUnit } from '../config/units.ts';
import { mirrorMakerFor } from '../config/versions.ts';
import { CliCommand } from '../lib/command-line/command.ts';
import { UsageError } from '../lib/program.ts';
import { say, step } from '../lib/progress.ts';
import { operateMirrorDocument } from '../templates/mirror.ts';
import { atOperator } from './at-operator.ts';
import { confirm } from './confirm.ts';
import { runOnHost } from './operate/on-host.ts';
import { readTopology } from './topology.ts';

const about = `Stops the mirror, deletes its offsets in the source’s topics, and starts it again: it copies all of their records that its source still has. The target keeps the records that it has, so these are appended a second time. To have each record once and in order, delete the topic at the target first. Groups at the target keep their offsets, unless these were deleted with the topic.`;

export interface CarryAgainRequest {
  mirror: string;
  topics: string[];
  yes: boolean;
}

/** What Kafka allows in a topic's name. */
const topicName = /^[A-Za-z0-9._-]{1,249}$/;

/** @throws UsageError for what can be no topic's name */
function request({ yes = false }: { yes?: boolean }, mirror: string, named: string[]): CarryAgainRequest {
  const wrong = named.filter((topic) => !topicName.test(topic));
  if (wrong.length > 0)
    throw new UsageError(
      `Not a valid name of a Kafka topic: ${wrong.map((topic) => JSON.stringify(topic)).join(', ')}`,
    );
  return { mirror, topics: [...new Set(named)], yes };
}

const command = new CliCommand('carry-again', 'copy topics again that a mirror lost; may repeat records')
  .description(about)
  .argument('<mirror>', 'a key under kafka-proxied:mirrors')
  .argument('<topics...>', 'topics that it copies')
  .option('-y, --yes', 'don’t ask');

export const carryAgain = atOperator(command, {
  request,
  changes: true,
  async run(asked: CarryAgainRequest, prepared) {
    const topology = await readTopology(prepared);
    const mirror = mirrorOf(topology, asked.mirror);
    const ends = mirrorEnds(topology, mirror);
    const host = topology.hosts.find(({ id }) => id === mirror.host);
    if (!ends || !host) throw new Error(`It is not known yet how to connect to ${mirror.from}.`);
    const { from, to, carried } = ends;
    const listed = mirror.topics ?? carried.names;
    const others = asked.topics.filter((topic) => !listed.some((entry) => covers(entry, topic)));
    if (others.length > 0)
      throw new UsageError(
        `${mirror.id} does not copy ${others.join(', ')}. It copies ${listed.join(', ')}.`,
      );
    if (mirrorMakerFor(from.version, to.version) === 1)
      throw new Error(
        `${mirror.id} is a MirrorMaker 1, which keeps its position as the group ${mirrorUnit(mirror.id)} of ${from.id}. Nothing was changed. Stop it, reset that group by \`kafka consumer-groups --cluster ${from.id} --group ${mirrorUnit(mirror.id)} --reset-offsets --to-earliest --topic TOPIC --execute\`, and start it.`,
      );
    const topics = asked.topics.join(', ');
    if (!asked.yes)
      await confirm(
        `${mirror.id} will copy all records of ${topics} from ${from.id} to ${to.id} again, after those that ${to.id} has. Its consumers there get these records again.`,
        'Continue? [y/N] ',
        prepared.stack.lab,
      );
    const unit = mirrorUnit(mirror.id);
    await step(`${unit} on ${host.id} starts again from the beginning of ${topics}`, () =>
      runOnHost({
        ...{ host, verb: 'carry-again', kind: 'mirror', unit, words: asked.topics },
        document: operateMirrorDocument({ mirror, ...ends, plan: makePlan(topology) }),
      }),
    );
    say('Done: it runs, and copies them.');
    return 0;
  },
});

function mirrorOf({ mirrors }: Topology, name: string): Mirror {
  const found = mirrors.find(({ id }) => [id, mirrorUnit(id)].includes(name));
  if (found) return found;
  const known = mirrors.map(({ id }) => id).join(', ') || 'none';
  throw new UsageError(`There is no mirror "${name}". There are: ${known}.`);
}
