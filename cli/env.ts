// `npm run env`: the variables of a stack, for a shell or a program of the user's own.
import { UsageError } from '../lib/program.ts';
import { say } from '../lib/progress.ts';
import { shellQuote } from '../ssh/quote.ts';
import { takeStack } from './arguments.ts';
import { prepareStack, type PreparedStack } from './stack-env.ts';

/** Lines for a POSIX shell's `eval`. Its own PATH stays, behind our folders. */
export function exportLines({
  variables,
  pathFirst,
}: Pick<PreparedStack, 'variables' | 'pathFirst'>): string {
  const others = Object.entries(variables).filter(([name]) => name !== 'PATH');
  return [
    'unset PULUMI_CONFIG_PASSPHRASE\n',
    `export PATH=${pathFirst.map(shellQuote).join(':')}:"$PATH"\n`,
    ...others.map(([name, value]) => `export ${name}=${shellQuote(value)}\n`),
  ].join('');
}

/** Prints the variables of the named stack: `env [STACK] [--json]`. */
export async function printEnvironment(args: readonly string[]): Promise<number> {
  const { stack, configFile, rest } = takeStack(args);
  const json = rest.includes('--json');
  const names = rest.filter((argument) => argument !== '--json');
  if (names.length > 1 || names[0]?.startsWith('-')) {
    throw new UsageError('usage: npm run env --silent -- [STACK] [--json]');
  }
  const prepared = await prepareStack(names[0] ?? stack, configFile);
  process.stdout.write(
    json ? `${JSON.stringify(prepared.variables, undefined, 2)}\n` : exportLines(prepared),
  );
  if (prepared.stack.lab) {
    say(
      'The lab’s hosts can be reached only from its workstation: npm run lab -- exec workstation -- COMMAND',
    );
  }
  return 0;
}
