// Tells what a login prints by itself from what our own command prints: a line in ~/.bashrc or in sshrc comes first, and need
// not even end its line.

/** What our side prints before a command's own output. */
export const commandMark = 'kafka-proxied: this login runs commands';

/** The shell line that prints the mark first; bash, dash, zsh, fish and csh read it alike. The exit code is the command's. */
export function marked(command: string): string {
  return `echo '${commandMark}'; ${command}`;
}

export interface MarkedOutput {
  /** What the command printed; all of it where the mark is missing. */
  own: string;
  /** What the login printed before; undefined: the mark is missing, so no shell ran our command. */
  login?: string;
}

/** Takes apart what a {@link marked} command printed. */
export function splitAtMark(stdout: string): MarkedOutput {
  const at = stdout.indexOf(commandMark);
  if (at < 0) return { own: stdout };
  return { own: stdout.slice(at + commandMark.length).replace(/^\r?\n/, ''), login: stdout.slice(0, at) };
}
