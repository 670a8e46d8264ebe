// `npm run bench` and its parts, each a program of its own.
import { CliCommand } from '../lib/command-line/command.ts';
import { runOwn } from '../lib/own-program.ts';
import { UsageError } from '../lib/program.ts';

const parts = ['contest', 'data-path', 'growth'];
const sizes = '3,10,30';

interface ContestOptions {
  rounds: string;
  contestants?: string;
  against?: string;
  quick?: true;
}

const growth = new CliCommand('growth', 'how preview and up grow with the number of brokers')
  .description(
    'Measures preview and up of stacks of several sizes on simulated hosts, and writes docs/benchmarks/growth.md and growth.json. Needs root on Linux. The three default sizes take about 10 minutes on two CPUs that do nothing else.',
  )
  .option('--brokers <numbers>', 'numbers of brokers, with commas between', sizes)
  .does(({ brokers }: { brokers: string }) => runOwn('bench/growth/main.ts', ...brokers.split(',')));

const contest = new CliCommand('contest', 'the same cluster by this program and by other means')
  .description(
    'What `bench` does without the name of a part. Brings the same cluster up by kafka-proxied, by Ansible (which it installs from PyPI) and by plain ssh, and measures each; then a second run, a change, a check and the removal. Writes docs/benchmarks/contest.md, contest.json and contest.svg if all take part in three rounds or more, else prints the page. Needs root on Linux; the lab must be down. A round takes about 6 minutes on two CPUs that do nothing else.',
  )
  .option('--rounds <number>', 'how often each runs', '5')
  .option('--contestants <names>', 'some of kafka-proxied, ansible, floor, empty-pulumi, with commas between')
  .option('--against <commit>', 'another commit of this program takes part as well')
  .option('--quick', 'this program and that commit alone, two rounds, printed and not written')
  .argument('[part]')
  .does(({ rounds, contestants, against = '', quick }: ContestOptions, part?: string) => {
    // Words that name no part come here, since this is what is done without one.
    if (part !== undefined) throw new UsageError(`There is no part ${part} of bench: ${parts.join(', ')}.`);
    if (!quick) return runOwn('bench/contest/main.ts', rounds, against, ...(contestants?.split(',') ?? []));
    if (against === '') throw new UsageError('--quick compares with a commit: --against COMMIT');
    if (contestants !== undefined)
      throw new UsageError('--quick takes no --contestants: it is this program alone.');
    return runOwn('bench/contest/main.ts', 'quick', against);
  });

const dataPath = new CliCommand('data-path', 'throughput by each way of clients, plain and TLS')
  .description(
    'Measures what a client sends and reads on the broker’s own host, inside, outside through the gateway, and through the tunnel, on the lab. Writes docs/benchmarks/data-path.md and data-path.json after three rounds or more, else prints the page. Needs root on Linux; the lab must be down. Five rounds take about 12 minutes on two CPUs that do nothing else.',
  )
  .option('--rounds <number>', 'how often each runs', '5')
  .does(({ rounds }: { rounds: string }) => runOwn('bench/data-path/main.ts', rounds));

export const bench = new CliCommand('bench', 'measure this checkout')
  .description(
    'Measures this checkout. Without a part, or with options alone, it does `contest`: `bench contest --help` lists its options.',
  )
  .over(dataPath, growth);
bench.addCommand(contest, { isDefault: true });
