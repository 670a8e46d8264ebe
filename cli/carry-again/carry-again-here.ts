// Has a mirror begin anew, from this very place: `npm run carry-again` starts it where the stack's operator sits.
import { covers } from '../../config/mirrored.ts';
import { mirrorEnds } from '../../config/needs.ts';
import { makePlan } from '../../config/plan/make.ts';
import type { Mirror, Topology } from '../../config/topology.ts';
import { mirrorUnit } from '../../config/units.ts';
import { mirrorMakerFor } from '../../config/versions.ts';
import { runProgram, UsageError } from '../../lib/program.ts';
import { say, step } from '../../lib/progress.ts';
import { operateMirrorDocument } from '../../templates/mirror.ts';
import { takeStack } from '../arguments.ts';
import { confirm } from '../confirm.ts';
import { runOnHost } from '../operate/on-host.ts';
import { prepareStack } from '../stack-env.ts';
import { readTopology } from '../topology.ts';
import { parseCarryAgainArguments } from './carry-again.ts';

function mirrorOf({ mirrors }: Topology, name: string): Mirror {
  const found = mirrors.find(({ id }) => [id, mirrorUnit(id)].includes(name));
  if (found) return found;
  const known = mirrors.map(({ id }) => id).join(', ') || 'none';
  throw new UsageError(`There is no mirror "${name}". What there is: ${known}.`);
}

await runProgram(async (args) => {
  const { stack: stackName, configFile, rest } = takeStack(args);
  const request = parseCarryAgainArguments(rest);
  const prepared = await prepareStack(stackName, configFile);
  const topology = await readTopology(prepared);
  const mirror = mirrorOf(topology, request.mirror);
  const ends = mirrorEnds(topology, mirror);
  const host = topology.hosts.find(({ id }) => id === mirror.host);
  if (!ends || !host) throw new Error(`It is not known yet how ${mirror.from} is reached.`);
  const { from, to, carried } = ends;
  const listed = mirror.topics ?? carried.names;
  const others = request.topics.filter((topic) => !listed.some((entry) => covers(entry, topic)));
  if (others.length > 0)
    throw new UsageError(
      `${mirror.id} does not carry ${others.join(', ')}. It carries ${listed.join(', ')}.`,
    );
  if (mirrorMakerFor(from.version, to.version) === 1)
    throw new Error(
      `${mirror.id} is a MirrorMaker 1, which keeps its place as the group ${mirrorUnit(mirror.id)} of ${from.id}. Nothing was touched. Stop it, move that group by \`kafka consumer-groups --cluster ${from.id} --group ${mirrorUnit(mirror.id)} --reset-offsets --to-earliest --topic TOPIC --execute\`, and start it.`,
    );
  const topics = request.topics.join(', ');
  if (!request.yes)
    await confirm(
      `${mirror.id} will carry all that ${from.id} has of ${topics} to ${to.id} once more, behind what ${to.id} has of it. Its consumers there get these records.`,
      'Go ahead? [y/N] ',
      prepared.stack.lab,
    );
  const unit = mirrorUnit(mirror.id);
  await step(`${unit} on ${host.id} begins anew with ${topics}`, () =>
    runOnHost({
      ...{ host, verb: 'carry-again', kind: 'mirror', unit, words: request.topics },
      document: operateMirrorDocument({ mirror, ...ends, plan: makePlan(topology) }),
    }),
  );
  say('Done: it runs, and carries them.');
  return 0;
});
