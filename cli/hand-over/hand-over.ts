// `npm run hand-over`: hosts that carry another stack's mark get this one's, after a stack was renamed or hosts were given up to it.
import { readFileSync } from 'node:fs';
import pMap from 'p-map';
import { npmRun } from '../../config/advice.ts';
import { ownerMark } from '../../config/host-paths.ts';
import type { Host, Topology } from '../../config/topology.ts';
import { CliCommand, InvalidArgumentError, Option } from '../../lib/command-line/command.ts';
import { UsageError } from '../../lib/program.ts';
import { say } from '../../lib/progress.ts';
import { explainEarlyEnd } from '../../ssh/explain-early-end.ts';
import { explainSshFailure } from '../../ssh/explain.ts';
import { shellJoin } from '../../ssh/quote.ts';
import { runSsh } from '../../ssh/run.ts';
import { sshTarget } from '../../ssh/target.ts';
import { atOperator } from '../at-operator.ts';
import { readTopology } from '../topology.ts';

const about = `Changes the owner mark (${ownerMark}) of hosts of the stack from PROJECT/STACK to this stack, and nothing else. All hosts are checked first; if one belongs to a third stack, none is changed. For a stack that was renamed, and for hosts that another stack has given up.`;

export interface HandOverRequest {
  from: string;
  /** Ids of hosts; none: all. */
  hosts: string[];
}

/** @throws InvalidArgumentError for anything but PROJECT/STACK */
function ownerName(name: string): string {
  if (!/^[\w.-]+\/[\w.-]+$/.test(name))
    throw new InvalidArgumentError('It must have the form PROJECT/STACK.');
  return name;
}

const command = new CliCommand('hand-over', 'mark hosts of another stack as those of this one')
  .description(about)
  .argument('[hosts...]', 'ids of hosts (default: all managed hosts)')
  .needs(
    new Option('--from <project/stack>', 'the stack that they are marked with; required').argParser(
      ownerName,
    ),
  );

export const handOver = atOperator(command, {
  request: ({ from }: { from: string }, hosts: string[]): HandOverRequest => ({ from, hosts }),
  async run({ from, hosts: names }, prepared) {
    const topology = await readTopology(prepared);
    const { owner } = topology;
    if (from === owner) throw new UsageError(`${from} is this stack itself.`);
    const hosts = chosen(topology, names);
    for (const verb of ['look', 'change'] as const) {
      const ask = async (host: Host): Promise<string[]> => {
        const reason = await onHost(host, verb, from, owner);
        return reason === undefined ? [] : [`  ${host.id}: ${reason}`];
      };
      const wrong = await pMap(hosts, ask, { concurrency: loginsAtOnce });
      if (wrong.flat().length > 0) {
        const changed =
          verb === 'look'
            ? 'Nothing was changed:'
            : 'Not all hosts were handed over; run the same command again:';
        throw new Error([changed, ...wrong.flat()].join('\n'));
      }
    }
    say(`${hosts.map(({ id }) => id).join(', ')}: from ${from} to ${owner}. Now run: ${npmRun('preview')}`);
    return 0;
  },
});

const script = readFileSync(new URL('./hand-over.sh', import.meta.url), 'utf8');

/** As the preflight's look: a host that answers slower is reported. */
const deadlineMs = 30_000;
const loginsAtOnce = 8;

type Verb = 'look' | 'change';

/** @returns what is wrong; undefined: it went well */
async function onHost(host: Host, verb: Verb, from: string, to: string): Promise<string | undefined> {
  const target = sshTarget(host);
  const command = shellJoin(['sudo', '-n', 'bash', '-s', '--', verb, from, to]);
  const result = await runSsh(target, { command, stdin: script, deadlineMs });
  if (result.timedOut || result.code === 255 || result.code === undefined)
    return explainSshFailure(target, result);
  if (result.code === 0) return undefined;
  return result.stderr.trim() || explainEarlyEnd(target.access.user, result);
}

function chosen({ hosts }: Topology, names: readonly string[]): Host[] {
  const managed = hosts.filter(({ managed: ours, abandoned }) => ours && !abandoned);
  const unknown = names.filter((name) => !managed.some(({ id }) => id === name));
  if (unknown.length > 0)
    throw new UsageError(
      `${unknown.join(', ')}: not a managed host of this stack. There are: ${managed.map(({ id }) => id).join(', ')}`,
    );
  return managed.filter(({ id }) => names.length === 0 || names.includes(id));
}
