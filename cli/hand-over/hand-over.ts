// `npm run hand-over`: hosts that carry another stack's mark get this one's, after a stack was renamed or hosts were given up to it.
import { ownerMark } from '../../config/host-paths.ts';
import { runInForeground } from '../../lib/foreground.ts';
import { programArgv } from '../../lib/own-program.ts';
import { projectRoot } from '../../lib/paths.ts';
import { UsageError } from '../../lib/program.ts';
import { readStackFile } from '../../pulumi/stack-file.ts';
import { stackOptions, takeStack } from '../arguments.ts';
import { prepareStack } from '../stack-env.ts';
import { fromOperator, requireReach } from '../vantage.ts';

export const handOverUsage = `usage: npm run hand-over -- --from PROJECT/STACK [HOST...] [--stack STACK]

Changes the owner mark (${ownerMark}) of hosts of the stack from PROJECT/STACK to this stack, and nothing else.
All hosts are asked first; if one belongs to anybody else, none is changed. Without HOST: all managed hosts.`;

export interface HandOverRequest {
  from: string;
  /** Ids of hosts; none: all. */
  hosts: string[];
}

/** @throws UsageError for anything but one owner and names of hosts */
export function parseHandOver(args: readonly string[]): HandOverRequest {
  const at = args.indexOf('--from');
  const from = at < 0 ? undefined : args[at + 1];
  const hosts = args.filter((_, index) => index !== at && index !== at + 1);
  if (from === undefined || !/^[\w.-]+\/[\w.-]+$/.test(from) || hosts.some((word) => word.startsWith('-')))
    throw new UsageError(handOverUsage);
  return { from, hosts };
}

export async function runHandOver(args: readonly string[]): Promise<number> {
  const place = takeStack(args);
  const { stack: name, configFile, rest } = place;
  parseHandOver(rest);
  const stack = readStackFile(name, { configFile });
  await requireReach(stack);
  const { environment } = await prepareStack(name, configFile);
  const argv = programArgv('cli/hand-over/hand-over-here.ts', ...stackOptions(place), ...rest);
  return runInForeground(fromOperator(stack, argv), { cwd: projectRoot, env: environment });
}
