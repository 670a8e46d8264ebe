// Runs one of the verbs of a host's program that write no configuration.
import { npmRun } from '../../config/advice.ts';
import type { Host } from '../../config/topology.ts';
import { say } from '../../lib/progress.ts';
import { explainSshFailure } from '../../ssh/explain.ts';
import { shellJoin } from '../../ssh/quote.ts';
import { runSsh } from '../../ssh/run.ts';
import { sshTarget } from '../../ssh/target.ts';
import { type Document, renderBody } from '../../templates/document.ts';
import { hostProgram } from '../../config/host-paths.ts';

/** Longer than the host's script waits for its lock, its guard and the service together. */
const deadlineMs = 1_500_000;

export interface HostTurn {
  host: Host;
  verb: string;
  kind: string;
  unit: string;
  document: Document;
  /** Further words of the verb. Default: none. */
  words?: readonly string[];
}

/** @throws Error with what the host's script said, if it did not come to its end */
export async function runOnHost({ host, verb, kind, unit, document, words = [] }: HostTurn): Promise<void> {
  const target = sshTarget(host);
  const command = shellJoin(['sudo', '-n', hostProgram, verb, kind, unit, ...words]);
  const stdin = `stamp none\n${renderBody(document)}`;
  const result = await runSsh(target, { command, stdin, deadlineMs });
  const said = result.stderr.trim();
  if (result.code === 0) {
    if (said) say(said.replace(/^/gm, '    '));
    return;
  }
  if (result.timedOut || result.code === undefined || result.code === 255)
    throw new Error(`${unit}: ${explainSshFailure(target, result)}`);
  if (/unknown verb/.test(said) || result.code === 127) {
    throw new Error(
      `${host.id} has no script for this, or an older one. Nothing was changed. Run \`${npmRun('up')}\` first: it installs the scripts.`,
    );
  }
  throw new Error(said || `${unit}: the script on ${host.id} failed with exit code ${result.code}`);
}
