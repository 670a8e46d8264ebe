// Which file makes a login print something: those that shells and sshd read for a command that nobody types.
import { readFileSync } from 'node:fs';
import { shellJoin } from './quote.ts';
import { runSsh } from './run.ts';
import type { SshTarget } from './target.ts';

const script = readFileSync(new URL('./login-printer.sh', import.meta.url), 'utf8');

/** @returns the file and its line, or files that could be it; one sentence without its end */
export async function findPrinters(target: SshTarget, printed: string, deadlineMs: number): Promise<string> {
  const lines = printed.split('\n').map((line) => line.trim());
  const words = lines.filter((line) => line.length > 2).slice(0, 5);
  const { stdout } = await runSsh(target, {
    command: shellJoin(['bash', '-s', '--', ...words]),
    stdin: script,
    deadlineMs,
  });
  return describePrinters(stdout, target.access.user);
}

/** @param found what the script printed: `prints FILE:LINE`, or `may FILE` */
export function describePrinters(found: string, user: string): string {
  const of = (kind: string): string[] =>
    found.split('\n').flatMap((line) => (line.startsWith(`${kind} `) ? [line.slice(kind.length + 1)] : []));
  const [certain, possible] = [of('prints'), of('may')];
  if (certain.length > 0) return `It comes from ${certain.join(' and ')}`;
  if (possible.length > 0) return `It may come from ${possible.join(' or ')}, each of which prints something`;
  return `See what the shell of ${user} reads (~/.bashrc, ~/.zshenv, /etc/bash.bashrc), ~/.ssh/rc and /etc/ssh/sshrc`;
}
