// Where our own backend keeps the state of a stack: for a stack of the lab in the checkout, which is as disposable as the
// lab; for any other in the user's state folder, which `git clean` and a new clone leave alone.
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { pulumiStateDir } from '../../lib/paths.ts';
import type { StackFile } from '../../pulumi/stack-file.ts';

/** `$XDG_STATE_HOME/kafka-proxied`. By the XDG Base Directory Specification, a relative path does not count. */
export function userStateDir(user: NodeJS.ProcessEnv = process.env): string {
  const given = user['XDG_STATE_HOME'];
  const home = given !== undefined && isAbsolute(given) ? given : join(homedir(), '.local', 'state');
  return join(home, 'kafka-proxied');
}

/** Pulumi's address of a folder. */
export function backendUrl(stateDir: string): string {
  return `file://${stateDir}`;
}

/**
 * The folder of our own backend for a stack. Its address in PULUMI_BACKEND_URL comes from a command of ours, such as
 * `npm run shell`.
 * @returns undefined where the user's own PULUMI_BACKEND_URL counts: never for stacks of the lab
 */
export function ownStateDir(
  { lab }: Pick<StackFile, 'lab'>,
  user: NodeJS.ProcessEnv = process.env,
): string | undefined {
  if (lab) return pulumiStateDir;
  const own = userStateDir(user);
  const given = user['PULUMI_BACKEND_URL'];
  return !given || [own, pulumiStateDir].map(backendUrl).includes(given) ? own : undefined;
}
