// How every command is declared and parsed, on commander: its words, their order, `--help`, `--version`, and what is refused.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError, Help, type Option, type ParseOptionsResult } from 'commander';
import { projectRoot } from '../paths.ts';
import { UsageError } from '../program.ts';

export { Argument, InvalidArgumentError, Option } from 'commander';

const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
  version: string;
};

/** Options that each command has come last. */
function inOrder(this: Help, command: Command): Option[] {
  const last = ['--version', '--help'];
  const place = ({ long }: Option): number => last.indexOf(long ?? '');
  return Help.prototype.visibleOptions.call(this, command).toSorted((a, b) => place(a) - place(b));
}

/** A command, or several under one name. */
export class CliCommand extends Command {
  /** Of the command that ran last under this one. */
  exitCode = 0;

  /**
   * @param summary its line in the list of commands; without a description, also the text of its help
   * @param own hasVersion: `--version` is an option of its own
   */
  constructor(name: string, summary: string, own: { hasVersion?: boolean } = {}) {
    super(name);
    this.summary(summary)
      .description(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`)
      .helpOption('-h, --help', 'print this')
      .helpCommand(false)
      // What follows the name of a command is that command's own, whatever the ones above it know.
      .enablePositionalOptions()
      .configureOutput({ writeErr: () => undefined })
      .configureHelp({ subcommandTerm: (command) => command.name(), visibleOptions: inOrder })
      .exitOverride((error) => {
        throw this.refusal(error);
      });
    if (!own.hasVersion) this.version(version, '--version', 'print the version');
  }

  /** What it does. The result is the exit code. */
  does(work: (options: never, ...words: never[]) => Promise<number>): this {
    return this.action(async (...given: unknown[]) => {
      const words = given.slice(0, -2);
      const options = given.at(-2);
      this.root().exitCode = await work(options as never, ...(words as never[]));
    });
  }

  /** Declares an option that has to be there. A misspelt one is refused as such, not as missing. */
  needs(option: Option): this {
    return this.addOption(option).hook('preAction', () => {
      if (this.getOptionValue(option.attributeName()) === undefined)
        this.error(`option '${option.flags}' is needed`);
    });
  }

  /** Refuses an option without its value, which commander would take from the option that follows. */
  override parseOptions(args: string[]): ParseOptionsResult {
    for (const [index, word] of args.entries()) {
      if (word === '--') break;
      const option = this.options.find(
        ({ required, short, long }) => required && [short, long, `${long}=`].includes(word),
      );
      if (option && (word.endsWith('=') || /^(?:-.|$)/.test(args[index + 1] ?? '')))
        this.error(`option '${option.flags}' needs a value`);
    }
    return super.parseOptions(args);
  }

  /** Declares the commands below this one, in the order of its help. */
  over(...commands: readonly CliCommand[]): this {
    for (const command of commands) this.addCommand(command);
    return this;
  }

  private root(): CliCommand {
    return this.parent instanceof CliCommand ? this.parent.root() : this;
  }

  private refusal(error: CommanderError): Error {
    if (error.exitCode === 0) return error;
    if (error.code === 'commander.help') return new UsageError(this.helpInformation().trimEnd());
    const usage = this.createHelp().commandUsage(this);
    return new UsageError(
      `${error.message.replace(/^error: (?:command-argument (?=value))?/, '')}\nUsage: ${usage}\n--help says more.`,
    );
  }
}

/** A command that hands on the words that it does not know, in their order, and all that follows `--`. */
export class PassingCommand extends CliCommand {
  constructor(name: string, summary: string, word: string, about: string) {
    super(name, summary);
    this.allowUnknownOption().argument(`[${word}...]`, about);
  }

  override parseOptions(args: string[]): ParseOptionsResult {
    const end = args.includes('--') ? args.indexOf('--') : args.length;
    const { operands, unknown } = super.parseOptions(args.slice(0, end));
    return { operands: [], unknown: [...operands, ...unknown, ...args.slice(end)] };
  }
}

/** The program, with commands by the headings of its help. */
export function programOf(groups: Readonly<Record<string, readonly CliCommand[]>>): CliCommand {
  const program = new CliCommand('kafka-proxied', 'turns bare Linux hosts into Kafka clusters');
  for (const [heading, commands] of Object.entries(groups))
    for (const command of commands) program.addCommand(command.helpGroup(`${heading}:`));
  return program;
}

/**
 * Runs what the words name.
 * @returns its exit code
 * @throws UsageError for words that it does not know, with the nearest that it does
 */
export async function runCommand(command: CliCommand, args: readonly string[]): Promise<number> {
  try {
    await command.parseAsync(args, { from: 'user' });
  } catch (error) {
    // It printed its help, or the version.
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    throw error;
  }
  return command.exitCode;
}
