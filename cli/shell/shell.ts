// `npm run shell`: the user's shell with a stack's environment, where the stack's operator sits.
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { workstationBinDir } from '../../lab/names.ts';
import { PassingCommand } from '../../lib/command-line/command.ts';
import { runInForeground } from '../../lib/foreground.ts';
import { localDir, projectRoot, shellBinDir } from '../../lib/paths.ts';
import { say } from '../../lib/progress.ts';
import { readStackFile } from '../../pulumi/stack-file.ts';
import { shellQuote } from '../../ssh/quote.ts';
import { onStack, placeOf, type StackOptions, type StackPlace } from '../arguments.ts';
import { prepareStack } from '../stack-env.ts';
import { writeShellCommands } from './launcher.ts';
import { fromOperator, requireLab } from '../vantage.ts';

/** What bash reads at its start: the user's own settings, then our PATH and prompt over them. */
export function bashStartFile(stack: string, path: string): string {
  return [
    '# Written by kafka-proxied at each start of `npm run shell`; changes are lost.',
    'if [ -f ~/.bashrc ]; then . ~/.bashrc; fi',
    `export PATH=${shellQuote(path)}`,
    `PS1=${shellQuote(`(kafka-proxied ${stack}) `)}"$PS1"`,
    '',
  ].join('\n');
}

/** The shell's command line. Only bash can be given a prompt without touching the user's files. */
function shellCommand(shell: string, stack: string, path: string, rest: readonly string[]): string[] {
  if (basename(shell) !== 'bash' || rest.length > 0) return [shell, ...rest];
  const file = join(localDir, `shell-${stack}.bashrc`);
  mkdirSync(localDir, { recursive: true });
  writeFileSync(file, bashStartFile(stack, path));
  return [shell, '--rcfile', file];
}

export const shell = onStack(
  new PassingCommand(
    ...(['shell', 'a shell with pulumi and kafka, set up for the stack'] as const),
    ...(['arguments', "these go to the shell: -c 'pulumi stack'"] as const),
  ).description(
    'Opens your shell with pulumi and kafka on its PATH, set up for the stack; for a stack of the lab, in the network of its workstation. There, pulumi up, preview, refresh, destroy and cancel have the same guards as the commands of kafka-proxied.',
  ),
).does((options: StackOptions, rest: string[]) => runShell(placeOf(options), rest));

async function runShell({ stack: name, configFile }: StackPlace, given: readonly string[]): Promise<number> {
  // Whoever writes -- as for npm means what comes behind it.
  const rest = given[0] === '--' ? given.slice(1) : given;
  const stack = readStackFile(name, { configFile });
  await requireLab(stack);
  const { environment } = await prepareStack(name, configFile);
  const program = process.env['SHELL'] || 'bash';
  if (process.stdin.isTTY && rest.length === 0) {
    const where = stack.lab ? ', inside the network of the lab’s workstation' : '';
    say(`Stack ${name}${where}. pulumi and kafka are on the PATH; \`exit\` closes this shell.`);
  }
  writeShellCommands();
  const path = [shellBinDir, workstationBinDir, environment['PATH'] ?? ''].join(':');
  // The parent of what is started there is the shell, not npm, and may end before it.
  const { npm_lifecycle_event: _npm, ...inShell } = environment;
  return runInForeground(fromOperator(stack, shellCommand(program, name, path, rest)), {
    cwd: projectRoot,
    env: { ...inShell, PATH: path },
  });
}
