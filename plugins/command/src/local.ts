// Runs one command on this machine, as the official plugin does: by /bin/sh, in the plugin's folder and environment.
import { spawn } from 'node:child_process';
import { ProviderError } from '../../shared/errors.ts';
import { type Execution, Outputs, type Result } from './execution.ts';
import type { Operation } from './operation.ts';

/**
 * @returns both outputs, each without its last line end
 * @throws ProviderError if the command fails, with its text and all its output. A command that is running is killed by
 *   Ctrl-C, too
 */
export async function executeHere(run: Execution, operation: Operation): Promise<Result> {
  const child = spawn('/bin/sh', ['-c', run.command], { stdio: ['pipe', 'pipe', 'pipe'] });
  const outputs = new Outputs(child.stdout, child.stderr, run.onStderr);
  const failure = await new Promise<string | undefined>((resolve, reject) => {
    const kill = (): void => void child.kill('SIGKILL');
    const broken = (): void => {
      kill();
      reject(operation.broken.reason as Error);
    };
    operation.cancelled.addEventListener('abort', kill, { once: true });
    operation.broken.addEventListener('abort', broken, { once: true });
    // A command may end without reading its stdin; its exit status decides.
    child.stdin.on('error', () => {});
    child.stdin.end(run.stdin);
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => {
      const why = operation.cancelled.aborted ? 'context canceled' : `signal: ${signal}`;
      operation.cancelled.removeEventListener('abort', kill);
      operation.broken.removeEventListener('abort', broken);
      resolve(code === 0 ? undefined : code === null ? why : `exit status ${code}`);
    });
    if (operation.cancelled.aborted) kill();
    if (operation.broken.aborted) broken();
  });
  outputs.flushLog();
  if (failure !== undefined)
    throw new ProviderError(`${failure}: running ${run.shownAs}:\n${outputs.everything()}`);
  return outputs.result();
}
