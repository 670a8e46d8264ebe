// Which words of a plain `pulumi` command line are one of the commands that have a wrapper.
import type { PulumiCommand } from '../pulumi-command.ts';

/** Pulumi's names of these commands, its short ones too. */
const names: Readonly<Record<string, PulumiCommand>> = {
  up: 'up',
  update: 'up',
  preview: 'preview',
  pre: 'preview',
  destroy: 'destroy',
  down: 'destroy',
  dn: 'destroy',
  refresh: 'refresh',
  cancel: 'cancel',
};

/** Pulumi's options that may stand before the command and take the word after them. */
const withValue = [
  '--color',
  '--memprofilerate',
  '--otel-traces',
  '--profiling',
  '--tracing',
  '--verbose',
  '-v',
];
const folderOptions = ['-C', '--cwd'];

export interface GuardedCall {
  command: PulumiCommand;
  /** All other words, but for the folder: a wrapper always works in the checkout. */
  rest: string[];
  /** What `-C` or `--cwd` said. */
  folder?: string;
}

/** @returns undefined for what goes to Pulumi as it is */
export function guardedCall(words: readonly string[]): GuardedCall | undefined {
  const rest: string[] = [];
  let command: PulumiCommand | undefined;
  let folder: string | undefined;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const [option = '', value] = splitOption(word);
    if (folderOptions.includes(option)) folder = value ?? words[++index];
    else if (command === undefined && !word.startsWith('-')) {
      command = Object.hasOwn(names, word) ? names[word] : undefined;
      if (command === undefined) return undefined;
    } else {
      rest.push(word);
      const following = words[index + 1];
      if (command === undefined && withValue.includes(word) && following !== undefined) {
        rest.push(following);
        index++;
      }
    }
  }
  return command && { command, rest, ...(folder !== undefined && { folder }) };
}

/** An option and what stands behind its `=`, or right behind `-C`. */
function splitOption(word: string): [string, string?] {
  if (/^-C./.test(word)) return ['-C', word.slice(2)];
  const at = word.indexOf('=');
  return word.startsWith('-') && at > 0 ? [word.slice(0, at), word.slice(at + 1)] : [word];
}
