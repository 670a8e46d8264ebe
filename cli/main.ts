// The commands that work on a stack: `npm run up` and so on call `main.ts up …`.
import { stackOptionsVariable } from '../config/advice.ts';
import { type Command, runProgram, UsageError, withHelp } from '../lib/program.ts';
import { takeStack, typedOptions } from './arguments.ts';
import { backupUsage, restoreUsage, runBackup, runRestore } from './backup/backup.ts';
import { runDestroy } from './destroy.ts';
import { printEnvironment } from './env.ts';
import { initStack } from './init/init.ts';
import { logsUsage, showLogs } from './logs.ts';
import { operatorCommands } from './operator-commands.ts';
import { drawPicture, pictureUsage } from './picture.ts';
import { runPulumi } from './pulumi-command.ts';
import { pulumiCommands } from './pulumi-help.ts';
import { runShell, shellUsage } from './shell.ts';

const commands: Record<string, Command> = {
  ...Object.fromEntries(
    pulumiCommands.map((name): [string, Command] => [name, (args) => runPulumi(name, args)]),
  ),
  destroy: runDestroy,
  ...Object.fromEntries(
    Object.entries(operatorCommands).map(([name, { usage, start }]): [string, Command] => [
      name,
      withHelp(usage, start(name)),
    ]),
  ),
  shell: withHelp(shellUsage, runShell),
  env: printEnvironment,
  backup: withHelp(backupUsage, runBackup),
  restore: withHelp(restoreUsage, runRestore),
  init: initStack,
  logs: withHelp(logsUsage, showLogs),
  picture: withHelp(pictureUsage, drawPicture),
};

await runProgram(([name = '', ...args]) => {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UsageError(`Commands: ${Object.keys(commands).join(', ')}`);
  process.env[stackOptionsVariable] = typedOptions(takeStack(args));
  return command(args);
});
