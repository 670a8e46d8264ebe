// `npm run doctor`: tries every route of a stack from its real vantage, and says what is wrong and what to do.
import { projectRoot } from '../paths.ts';
import { say } from '../progress.ts';
import { stackOptions, takeStack } from './arguments.ts';
import { parseDoctorArguments } from './doctor-arguments.ts';
import { runInForeground } from './foreground.ts';
import { describeFailure, UsageError } from './program.ts';
import { prepareStack } from './stack-env.ts';
import { readStackFile } from './stack-file.ts';
import { programArgv } from './subcommand.ts';
import { fromOperator, requireReach } from './vantage.ts';

/** @returns 0: all is well; 1: there are findings; 2: it could not be looked */
export async function runDoctor(args: readonly string[]): Promise<number> {
  const place = takeStack(args);
  const { stack: name, configFile, rest } = place;
  parseDoctorArguments(rest);
  const stack = readStackFile(name, { configFile });
  try {
    await requireReach(stack);
    const { environment } = await prepareStack(name, configFile);
    const argv = programArgv('tools/cli/doctor-here.ts', ...stackOptions(place), ...rest);
    return await runInForeground(fromOperator(stack, argv), { cwd: projectRoot, env: environment });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    say(describeFailure(error));
    return 2;
  }
}
