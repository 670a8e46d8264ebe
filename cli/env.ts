// `npm run env`: the variables of a stack, for a shell or a program of the user's own.
import { CliCommand } from '../lib/command-line/command.ts';
import { say } from '../lib/progress.ts';
import { shellQuote } from '../ssh/quote.ts';
import { onStack, placeOf, type StackOptions } from './arguments.ts';
import { acceptedVariable, isByValue } from './passphrase.ts';
import { prepareStack, type PreparedStack } from './stack-env.ts';

/** Lines for a POSIX shell's `eval`. Its own PATH stays, behind our folders. */
export function exportLines({
  variables,
  pathFirst,
}: Pick<PreparedStack, 'variables' | 'pathFirst'>): string {
  const others = Object.entries(variables).filter(([name]) => name !== 'PATH');
  return [
    isByValue(variables) ? '' : `unset PULUMI_CONFIG_PASSPHRASE ${acceptedVariable}\n`,
    `export PATH=${pathFirst.map(shellQuote).join(':')}:"$PATH"\n`,
    ...others.map(([name, value]) => `export ${name}=${shellQuote(value)}\n`),
  ].join('');
}

export const env = onStack(
  new CliCommand('env', 'print the variables of a stack, for a shell or a program')
    .description(
      'Prints the variables that Pulumi needs for a stack, for a shell: eval "$(kafka-proxied env)".',
    )
    .argument('[stack]', 'the same as --stack')
    .option('--json', 'print them as JSON'),
).does(async ({ json, ...options }: StackOptions & { json?: boolean }, named?: string) => {
  const { stack, configFile } = placeOf(options);
  const prepared = await prepareStack(named ?? stack, configFile);
  process.stdout.write(
    json ? `${JSON.stringify(prepared.variables, undefined, 2)}\n` : exportLines(prepared),
  );
  if (prepared.stack.lab) {
    say(
      'The lab’s hosts can be reached only from its workstation: npm run lab -- exec workstation -- COMMAND',
    );
  }
  return 0;
});
