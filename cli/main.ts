// The commands that work on a stack: `npm run up` and so on call `main.ts up …`.
import { stackOptionsVariable } from '../config/advice.ts';
import { type Command, runProgram, UsageError, withHelp } from '../lib/program.ts';
import { takeStack, typedOptions } from './arguments.ts';
import { backupUsage, restoreUsage, runBackup, runRestore } from './backup/backup.ts';
import { carryAgain, carryAgainUsage } from './carry-again/carry-again.ts';
import { runDestroy } from './destroy.ts';
import { doctorUsage } from './doctor/arguments.ts';
import { runDoctor } from './doctor/doctor.ts';
import { printEnvironment } from './env.ts';
import { handOverUsage, runHandOver } from './hand-over/hand-over.ts';
import { initStack } from './init/init.ts';
import { logsUsage, showLogs } from './logs.ts';
import { operate, operateUsage } from './operate/operate.ts';
import { actions } from './operate/plan.ts';
import { drawPicture, pictureUsage } from './picture.ts';
import { runPulumi } from './pulumi-command.ts';
import { pulumiCommands } from './pulumi-help.ts';
import { runShell, shellUsage } from './shell.ts';
import { showStatus, statusUsage } from './status/status.ts';

const commands: Record<string, Command> = {
  ...Object.fromEntries(
    pulumiCommands.map((name): [string, Command] => [name, (args) => runPulumi(name, args)]),
  ),
  destroy: runDestroy,
  ...Object.fromEntries(
    actions.map((name): [string, Command] => [
      name,
      withHelp(operateUsage, (args) => operate([name, ...args])),
    ]),
  ),
  'carry-again': withHelp(carryAgainUsage, carryAgain),
  shell: withHelp(shellUsage, runShell),
  env: printEnvironment,
  backup: withHelp(backupUsage, runBackup),
  restore: withHelp(restoreUsage, runRestore),
  'hand-over': withHelp(handOverUsage, runHandOver),
  init: initStack,
  status: withHelp(statusUsage, showStatus),
  doctor: withHelp(doctorUsage, runDoctor),
  logs: withHelp(logsUsage, showLogs),
  picture: withHelp(pictureUsage, drawPicture),
};

await runProgram(([name = '', ...args]) => {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UsageError(`Commands: ${Object.keys(commands).join(', ')}`);
  process.env[stackOptionsVariable] = typedOptions(takeStack(args));
  return command(args);
});
