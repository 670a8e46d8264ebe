// The commands that work on a stack: `npm run up` and so on call `main.ts up …`.
import { runDestroy } from './destroy.ts';
import { runDoctor } from './doctor.ts';
import { printEnvironment } from './env.ts';
import { initStack } from './init.ts';
import { showLogs } from './logs.ts';
import { operate } from './operate/operate.ts';
import { actions } from './operate/plan.ts';
import { drawPicture } from './picture.ts';
import { runProgram, UsageError } from './program.ts';
import { pulumiCommands, runPulumi } from './pulumi-command.ts';
import { runShell } from './shell.ts';
import { showStatus } from './status.ts';

type Command = (args: readonly string[]) => Promise<number>;

const commands: Record<string, Command> = {
  ...Object.fromEntries(
    pulumiCommands.map((name): [string, Command] => [name, (args) => runPulumi(name, args)]),
  ),
  destroy: runDestroy,
  ...Object.fromEntries(actions.map((name): [string, Command] => [name, (args) => operate([name, ...args])])),
  shell: runShell,
  env: printEnvironment,
  init: initStack,
  status: showStatus,
  doctor: runDoctor,
  logs: showLogs,
  picture: drawPicture,
};

await runProgram(([name = '', ...args]) => {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UsageError(`Commands: ${Object.keys(commands).join(', ')}`);
  return command(args);
});
