// `npm run carry-again`: a mirror begins anew with topics that its target lost.
import { parseArgs } from 'node:util';
import { runInForeground } from '../../lib/foreground.ts';
import { programArgv } from '../../lib/own-program.ts';
import { projectRoot } from '../../lib/paths.ts';
import { UsageError } from '../../lib/program.ts';
import { readStackFile } from '../../pulumi/stack-file.ts';
import { stackOptions, takeStack } from '../arguments.ts';
import { requireNoUpdate } from '../operate/operate.ts';
import { prepareStack } from '../stack-env.ts';
import { fromOperator, requireReach } from '../vantage.ts';

export const carryAgainUsage = `usage: npm run carry-again -- MIRROR TOPIC... [--stack STACK] [--yes]

  MIRROR   a key under kafka-proxied:mirrors
  TOPIC    topics that it carries
  --yes    don't ask

The mirror is stopped, forgets how far it is with these topics, and is started again: it carries all records of them that
its source still has. What its target has of them stays, so what is still there comes a second time, behind. To have
each record once and in order, delete the topic at the target first. Groups at the target keep their offsets, unless
these went with the topic.`;

export interface CarryAgainRequest {
  mirror: string;
  topics: string[];
  yes: boolean;
}

/** What Kafka allows in a topic's name. */
const topicName = /^[A-Za-z0-9._-]{1,249}$/;

/** @throws UsageError for anything but a mirror, names of topics, and known options */
export function parseCarryAgainArguments(args: readonly string[]): CarryAgainRequest {
  const options = { yes: { type: 'boolean', short: 'y', default: false } } as const;
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${carryAgainUsage}`);
  }
  const [mirror, ...topics] = parsed.positionals;
  if (mirror === undefined || topics.length === 0) throw new UsageError(carryAgainUsage);
  const wrong = topics.filter((topic) => !topicName.test(topic));
  if (wrong.length > 0)
    throw new UsageError(
      `No topic of Kafka has such a name: ${wrong.map((topic) => JSON.stringify(topic)).join(', ')}`,
    );
  return { mirror, topics: [...new Set(topics)], yes: parsed.values.yes };
}

export async function carryAgain(args: readonly string[]): Promise<number> {
  const place = takeStack(args);
  const { stack: name, configFile, rest } = place;
  parseCarryAgainArguments(rest);
  const stack = readStackFile(name, { configFile });
  await requireReach(stack);
  const { environment, variables } = await prepareStack(name, configFile);
  requireNoUpdate(name, stack.lab, variables['PULUMI_BACKEND_URL']);
  const argv = programArgv('cli/carry-again/carry-again-here.ts', ...stackOptions(place), ...rest);
  return runInForeground(fromOperator(stack, argv), { cwd: projectRoot, env: environment });
}
