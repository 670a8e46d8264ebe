// The flags of `npm run init`: one for each question, and a few of its own.
import { readArguments } from '../../lib/program.ts';
import { type Answers, flagOf, type Key, type Question } from './question.ts';

export interface Flags {
  answers: Answers;
  /** The stack is one of the lab's: it is asked, and later worked on, from the lab's workstation. */
  lab: boolean;
  /** The file is written without a last question. */
  yes: boolean;
  /** No machine is logged in to for a first look. */
  noLogin: boolean;
  help: boolean;
  /** Another place than Pulumi.<stack>.yaml of the checkout. */
  configFile?: string;
}

const own = {
  lab: { type: 'boolean', default: false },
  yes: { type: 'boolean', short: 'y', default: false },
  'no-login': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  'config-file': { type: 'string' },
  s: { type: 'string', short: 's' },
} as const;

/**
 * Reads the command line.
 * @throws UsageError for what is no flag, or a flag without its value
 */
export function readFlags(args: readonly string[], questions: readonly Question[]): Flags {
  const names = questions.map((question) => flagOf(question).slice(2));
  const asked = Object.fromEntries(names.map((name) => [name, { type: 'string' }] as const));
  const config = { args: [...args], options: { ...asked, ...own } };
  const values: Record<string, unknown> = readArguments('npm run init -- --help', config).values;
  const pairs = questions.map((question): [Key, unknown] => {
    const value = values[flagOf(question).slice(2)];
    return [question.key, question.key === 'stack' ? (value ?? values['s']) : value];
  });
  const given = pairs.filter((pair): pair is [Key, string] => typeof pair[1] === 'string');
  const file = values['config-file'];
  return {
    answers: Object.fromEntries(given.map(([key, value]) => [key, value.trim()])),
    lab: values['lab'] === true,
    yes: values['yes'] === true,
    noLogin: values['no-login'] === true,
    help: values['help'] === true,
    ...(typeof file === 'string' && { configFile: file }),
  };
}

/** What `--help` prints. */
export function usage(questions: readonly Question[]): string {
  const lines = questions.map((question) => `  ${flagOf(question)}\n      ${question.ask}. ${question.help}`);
  return [
    'npm run init -- [FLAGS]',
    'Asks about a stack, and writes Pulumi.<stack>.yaml. Each question can be answered by its flag. Without a terminal, flags are required for all questions without a default.',
    'Separate the items of a list by blanks or commas. Answers for each machine are written MACHINE=ANSWER, separated by commas.',
    '',
    ...lines,
    "  --lab\n      The stack describes hosts of the lab. Commands run on the lab's workstation.",
    '  --no-login\n      Do not log in to machines. By default, each machine is checked once, read-only, before the file is written.',
    '  --config-file FILE\n      Write to FILE instead of Pulumi.<stack>.yaml in this checkout.',
    '  --yes\n      Write without asking for confirmation.',
  ].join('\n');
}
