// Runs one step of the image's making so that nothing of it can stay behind.
import { execa } from 'execa';

export interface ApartOptions {
  env?: Record<string, string>;
  /** For its standard input. */
  input?: string;
  /** Gets the last line of what it says, as it says it. */
  note: (text: string) => void;
}

/**
 * Runs a command in process and mount namespaces of its own: if this process is killed, the command and all its mounts
 * end, too.
 * @param what said in the error, before the command's last lines
 */
export async function runApart(
  argv: readonly string[],
  what: string,
  { env = {}, input = '', note }: ApartOptions,
): Promise<void> {
  const command = execa(
    'setpriv',
    [
      ...['--pdeathsig', 'KILL', 'unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'],
      ...argv,
    ],
    { env, input, all: true, reject: false },
  );
  command.all.on('data', (chunk: Buffer) => {
    const line = chunk.toString().trim().split('\n').at(-1) ?? '';
    if (line) note(line.slice(0, 100));
  });
  const result = await command;
  if (!result.failed) return;
  throw new Error(
    [
      `${what} (${result.shortMessage?.split('\n')[0]}).`,
      'Its last lines:',
      ...result.all
        .split('\n')
        .slice(-15)
        .map((line) => `    ${line}`),
      'Packages come from the Debian sources of this machine: try `apt-get update`, then run this again.',
    ].join('\n'),
  );
}
