// `npm start`: from a fresh clone to records that cross the gateway in both directions. With a name, `npm run start -- NAME`
// is something else, because npm has one script for both: it starts services that were stopped.
import { say, step } from '../progress.ts';
import { cannotHostLab } from '../setup/can-host-lab.ts';
import { operate } from './operate/operate.ts';
import { runProgram } from './program.ts';
import { proveReach, type Proof } from './prove.ts';
import { runPulumi } from './pulumi-command.ts';
import { describeComparison, isExact } from './records.ts';
import { prepareStack } from './stack-env.ts';
import { runOwn } from './subcommand.ts';
import { formatTable } from '../table.ts';
import { readTopology } from './topology.ts';

const stack = 'dev';
const count = 1000;

const next = `What to try next:
  npm run status                                     what runs where, leaders, partitions
  npm run preview -- --diff                          what an update would change: nothing now
  npm run shell                                      pulumi and kafka in the network of the lab's workstation
  npm run logs -- engine1 kafka-cluster1-1           the journal of one broker
  npm run lab -- exec kafkaclientmachine2 -- kafka topics --cluster cluster1 --list
  npm run destroy                                    take it down again; data stays on the hosts
  npm run lab -- down                                remove the hosts`;

async function prove(): Promise<number> {
  const prepared = await prepareStack(stack);
  const request = {
    prepared,
    topology: await readTopology(prepared),
    cluster: 'cluster1',
    topic: 'records',
    outside: 'kafkaclientmachine2',
    count,
  };
  const proofs = await step(`${count} records from outside to inside, ${count} from inside to outside`, () =>
    proveReach(request),
  );
  for (const proof of proofs) say(proofText(proof));
  return proofs.every((proof) => isExact(proof) && proof.failure === undefined) ? 0 : 1;
}

function proofText(proof: Proof): string {
  const verdict = `produced on ${proof.from}, consumed on ${proof.to}: ${describeComparison(proof)}`;
  return proof.failure === undefined ? verdict : `${verdict}\n${proof.failure}`;
}

/** Phases in order; the first that fails ends the run with its exit code. */
const phases: readonly { name: string; run: () => Promise<number> }[] = [
  { name: 'set-up', run: () => runOwn('tools/setup/main.ts') },
  { name: 'lab up', run: () => runOwn('lab/main.ts', 'up') },
  { name: 'pulumi up', run: () => runPulumi('up', ['--stack', stack, '--yes']) },
  { name: 'records across the gateway', run: prove },
];

async function fromCloneToRecords(): Promise<number> {
  const reasons = cannotHostLab();
  if (reasons.length > 0) throw new Error(reasons.join('\n'));
  const times: string[][] = [];
  for (const { name, run } of phases) {
    const began = Date.now();
    const code = await run();
    times.push([name, `${((Date.now() - began) / 1000).toFixed(1)} s`]);
    if (code !== 0) {
      say(
        `npm start stopped at: ${name} (exit code ${code}). Its message is above; a second run goes on from here.`,
      );
      return code;
    }
  }
  say(`\n${formatTable(times)}\n\n${next}`);
  return 0;
}

await runProgram((args) => (args.length > 0 ? operate(['start', ...args]) : fromCloneToRecords()));
