// The flags of `npm run init`: one for each question, and a few of its own.
import { CliCommand } from '../../lib/command-line/command.ts';
import { type Answers, flagOf, type Key, type Question } from './question.ts';

export interface Flags {
  answers: Answers;
  /** The stack is one of the lab's: it is asked, and later worked on, from the lab's workstation. */
  lab: boolean;
  /** The file is written without a last question. */
  yes: boolean;
  /** No machine is logged in to for a first look. */
  noLogin: boolean;
  /** Another place than Pulumi.<stack>.yaml of the checkout. */
  configFile?: string;
}

const about = `Asks about a stack, and writes Pulumi.<stack>.yaml. Each question can be answered by its flag. Without a terminal, flags are required for all questions without a default.

Separate the items of a list by blanks or commas. Answers for each machine are written MACHINE=ANSWER, separated by commas.`;

type Words = Partial<Record<Key, string>> & Partial<Record<'lab' | 'yes', boolean>>;

/** The command, with a flag for each question; its work gets {@link Flags}. */
export function initCommand(
  questions: readonly Question[],
  work: (flags: Flags) => Promise<number>,
): CliCommand {
  // `--version` is the one of Kafka.
  const command = new CliCommand('init', 'ask about your own hosts, and write Pulumi.<stack>.yaml', {
    hasVersion: true,
  }).description(about);
  for (const question of questions) {
    const flag = question.key === 'stack' ? `-s, ${flagOf(question)}` : flagOf(question);
    command.option(`${flag} <answer>`, `${question.ask}. ${question.help}`);
  }
  return command
    .option('--lab', 'The stack describes hosts of the lab. Commands run on the lab’s workstation.')
    .option(
      '--no-login',
      'Do not log in to machines. By default, each machine is checked once, read-only, before the file is written.',
    )
    .option('--config-file <file>', 'Write there instead of to Pulumi.<stack>.yaml in this checkout.')
    .option('-y, --yes', 'Write without asking for confirmation.')
    .does(
      ({
        lab = false,
        yes = false,
        login,
        configFile,
        ...words
      }: Words & { login: boolean; configFile?: string }) => {
        const pairs = Object.entries(words).map(([key, value]) => [key, value.trim()]);
        return work({
          ...{ answers: Object.fromEntries(pairs) as Answers, lab, yes, noLogin: !login },
          ...(configFile !== undefined && { configFile }),
        });
      },
    );
}
