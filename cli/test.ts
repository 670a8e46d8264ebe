// `npm test` and its parts, each a program of its own.
import { CliCommand } from '../lib/command-line/command.ts';
import { runOwn } from '../lib/own-program.ts';

const unit = new CliCommand('unit', 'tests that need no host, on any machine')
  .argument('[files...]', 'parts of file names (default: all)')
  .does((_: object, files: string[]) => runOwn('test/run/unit.ts', ...files));

const inLab = new CliCommand('lab', 'tests on the lab’s hosts, by name; they change and restart the lab')
  .argument('[names...]', 'their names (default: all)')
  .option('--list', 'list them')
  .does(({ list }: { list?: boolean }, names: string[]) =>
    runOwn('test/run/lab.ts', ...(list ? ['--list'] : []), ...names),
  );

const verify = new CliCommand('verify', 'types, lint, unit and mock tests, docs; no lab').does(() =>
  runOwn('test/run/verify.ts'),
);

export const test = new CliCommand('test', 'test this checkout')
  .description('Tests this checkout. Without a command: all that `verify` does, then one pass over the lab.')
  .usage('[command]')
  .does(() => runOwn('test/run/all.ts'))
  .over(unit, inLab, verify);
