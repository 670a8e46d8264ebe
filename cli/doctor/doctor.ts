// `npm run doctor`: tries every route of a stack from its real vantage, and says what is wrong and what to do.
import { runInForeground } from '../../lib/foreground.ts';
import { programArgv } from '../../lib/own-program.ts';
import { projectRoot } from '../../lib/paths.ts';
import { describeFailure, UsageError } from '../../lib/program.ts';
import { say } from '../../lib/progress.ts';
import { readStackFile } from '../../pulumi/stack-file.ts';
import { stackOptions, takeStack } from '../arguments.ts';
import { prepareStack } from '../stack-env.ts';
import { fromOperator, requireReach } from '../vantage.ts';
import { parseDoctorArguments } from './arguments.ts';

/** @returns 0: all is well; 1: there are findings; 2: it could not be looked */
export async function runDoctor(args: readonly string[]): Promise<number> {
  const place = takeStack(args);
  const { stack: name, configFile, rest } = place;
  parseDoctorArguments(rest);
  const stack = readStackFile(name, { configFile });
  try {
    await requireReach(stack);
    const { environment } = await prepareStack(name, configFile);
    const argv = programArgv('cli/doctor/doctor-here.ts', ...stackOptions(place), ...rest);
    return await runInForeground(fromOperator(stack, argv), { cwd: projectRoot, env: environment });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    say(describeFailure(error));
    return 2;
  }
}
