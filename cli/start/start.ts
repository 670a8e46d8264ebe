// `npm start`: from a fresh clone to records that cross the gateway in both directions, and come to cluster 2.
import { typed } from '../../config/advice.ts';
import type { Topology } from '../../config/topology.ts';
import { cannotHostLab } from '../../lab/can-host-lab.ts';
import { runOwn } from '../../lib/own-program.ts';
import { CliCommand, Option, runCommand } from '../../lib/command-line/command.ts';
import { runProgram, UsageError } from '../../lib/program.ts';
import { say, step } from '../../lib/progress.ts';
import { formatTable } from '../../lib/table.ts';
import { shellJoin } from '../../ssh/quote.ts';
import { defaultStack, typedOptions } from '../arguments.ts';
import { runPulumi } from '../pulumi-command.ts';
import { prepareStack, type PreparedStack } from '../stack-env.ts';
import { readTopology } from '../topology.ts';
import { remoteClient, workstationClient } from './proof-client.ts';
import { type Exchange, proveExchange, type Proof } from './prove.ts';
import { describeComparison, isExact } from './records.ts';

/** Records that the mirror carries. */
const carried = 10_000;
/** Records of every other exchange. */
const count = 1000;

/** What to type next. */
function next(stack: string): string {
  const own = typedOptions({ stack });
  const rows = [
    [typed('status', own), 'what runs where, leaders, partitions'],
    [typed('preview', own, '--diff'), 'what an update would change (now: nothing)'],
    [typed('shell', own), "pulumi and kafka in the network of the lab's workstation"],
    [typed('logs', own, 'engine1', 'kafka-cluster1-1'), 'the journal of one broker'],
    [typed('destroy', own), 'stop and remove it; data stays on the hosts'],
    [typed('lab', 'down'), 'remove the hosts'],
  ];
  const outside = ['kafkaclientmachine2', '--', 'kafka', 'topics', '--cluster', 'cluster1', '--list'];
  const lines = `${formatTable(rows)}\n${typed('lab', 'exec', ...outside)}`;
  return `What to try next:\n${lines.replaceAll(/^/gm, '  ')}`;
}

/** Who produces what to whom, all at once: Java's starts are what takes the time. */
function exchanges(prepared: PreparedStack, topology: Topology): Exchange[] {
  const inside = workstationClient(prepared);
  const outside = remoteClient(prepared, topology, 'kafkaclientmachine2');
  const cloud = remoteClient(prepared, topology, 'kafkaclientmachine1');
  const [topic, own] = ['records', 'answers'];
  const [lan, far] = ['cluster1', 'cluster2'];
  return [
    {
      ...{ from: outside, cluster: lan, topic, count: carried },
      readers: [
        { at: inside, cluster: lan },
        { at: outside, cluster: far, name: `${outside.name} from ${far}, through the mirror and the tunnel` },
      ],
    },
    { from: inside, cluster: lan, topic, count, readers: [{ at: outside, cluster: lan }] },
    { from: cloud, cluster: lan, topic, count, readers: [{ at: cloud, cluster: lan }] },
    {
      ...{ from: cloud, cluster: far, topic: own, count },
      readers: [{ at: cloud, cluster: far, name: `${cloud.name} from ${far}` }],
    },
  ];
}

async function prove(stack: string): Promise<number> {
  const prepared = await prepareStack(stack);
  const all = exchanges(prepared, await readTopology(prepared));
  const proofs = await step(`${carried} records from outside to both clusters, ${count} each other way`, () =>
    Promise.all(all.map((exchange) => proveExchange(prepared, exchange))),
  );
  for (const proof of proofs.flat()) say(proofText(proof));
  return proofs.flat().every(holds) ? 0 : 1;
}

function holds(proof: Proof): boolean {
  return isExact(proof) && proof.outOfOrder === undefined && proof.failure === undefined;
}

function proofText({ from, to, outOfOrder, failure, ...comparison }: Proof): string {
  const order =
    outOfOrder === undefined
      ? 'in order in each partition'
      : `${outOfOrder.length} out of order (the first: ${outOfOrder[0]})`;
  const verdict = `produced on ${from}, consumed on ${to}: ${describeComparison(comparison)}; ${order}`;
  return failure === undefined ? verdict : `${verdict}\n${failure}`;
}

/** Phases in order; the first that fails ends the run with its exit code. */
const phases: readonly { name: string; run: (stack: string) => Promise<number> }[] = [
  { name: 'set-up', run: () => runOwn('setup/main.ts') },
  { name: 'lab up', run: () => runOwn('lab/main.ts', 'up') },
  { name: 'pulumi up', run: (stack) => runPulumi('up', { stack }, ['--yes']) },
  { name: 'records across the gateway and the mirror', run: prove },
];

async function fromCloneToRecords({ stack }: { stack: string }): Promise<number> {
  const reasons = cannotHostLab();
  if (reasons.length > 0) throw new Error(reasons.join('\n'));
  const times: string[][] = [];
  for (const { name, run } of phases) {
    const began = Date.now();
    const code = await run(stack);
    times.push([name, `${((Date.now() - began) / 1000).toFixed(1)} s`]);
    if (code !== 0) {
      say(
        `npm start stopped at: ${name} (exit code ${code}). Its message is above; a second run continues from here.`,
      );
      return code;
    }
  }
  say(`\n${formatTable(times)}\n\n${next(stack)}`);
  return 0;
}

const command = new CliCommand('npm start', 'from a fresh clone to records that cross the gateway')
  .description(
    'Sets up what is needed, brings the lab up, applies a stack to it, and proves that records cross the gateway in both directions. A second run changes nothing.',
  )
  .addOption(
    new Option(
      '-s, --stack <name>',
      'dev has ZooKeeper, kraft has controllers and Kafka 4; the lab takes one at a time',
    )
      .choices(['dev', 'kraft'])
      .default(defaultStack),
  )
  .does(fromCloneToRecords);

await runProgram((args) => {
  if (args[0]?.startsWith('-') === false)
    throw new UsageError(
      `npm start brings the lab up, and starts no service by its name. To start one: ${typed('start', shellJoin(args))}`,
    );
  return runCommand(command, args);
});
