// `npm run bench` and its parts, each a program of its own.
import { CliCommand } from '../lib/command-line/command.ts';
import { runOwn } from '../lib/own-program.ts';

const sizes = '3,10,30';

const growth = new CliCommand('growth', 'how preview and up grow with the number of brokers')
  .description(
    'Measures preview and up of stacks of several sizes on simulated hosts, and writes docs/benchmarks/growth.md and growth.json. Needs root on Linux. The three default sizes take about 10 minutes on two CPUs that do nothing else.',
  )
  .option('--brokers <numbers>', 'numbers of brokers, with commas between', sizes)
  .does(({ brokers }: { brokers: string }) => runOwn('bench/growth/main.ts', ...brokers.split(',')));

export const bench = new CliCommand('bench', 'measure this checkout').over(growth);
