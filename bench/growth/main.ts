// `npm run bench -- growth`: measures how commands grow with the number of brokers, and writes docs/benchmarks/growth.*.
import { execa } from 'execa';
import { programArgv } from '../../lib/own-program.ts';
import { runProgram, UsageError } from '../../lib/program.ts';
import { thisMachine } from '../machine.ts';
import { writeFigures } from '../write.ts';
import { growthPage, type Step } from './report.ts';

/** A bound for a mistyped size. */
const mostBrokers = 1000;

await runProgram(async (sizes) => {
  const wrong = sizes.filter((size) => !/^[1-9]\d*$/.test(size) || Number(size) > mostBrokers);
  if (wrong.length > 0)
    throw new UsageError(`Numbers of brokers are from 1 to ${mostBrokers}, not ${wrong.join(', ')}.`);
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    throw new Error('The simulated hosts need a network namespace of their own: run this as root on Linux.');
  const [file = '', ...args] = ['unshare', '--net', ...programArgv('bench/growth/inside.ts', ...sizes)];
  const { stdout } = await execa(file, args, { stderr: 'inherit' });
  const steps = stdout.split('\n').map((line) => JSON.parse(line) as Step);
  const machine = await thisMachine();
  await writeFigures('growth', growthPage(steps, machine), { machine, steps });
  return 0;
});
