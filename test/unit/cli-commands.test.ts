// Proves what the command line says, takes and refuses; not what the commands do.
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { program } from '../../cli/program.ts';
import { type CliCommand, runCommand } from '../../lib/command-line/command.ts';
import { programArgv } from '../../lib/own-program.ts';
import { UsageError } from '../../lib/program.ts';

// Pulumi's own help needs Pulumi, which a unit test does not set up.
vi.mock('../../setup/pulumi.ts', async (original) => ({
  ...(await original<object>()),
  currentPulumi: async () => undefined,
}));

let printed = '';
beforeEach(() => {
  printed = '';
  const keep = (text: unknown) => ((printed += String(text)), true);
  vi.spyOn(process.stdout, 'write').mockImplementation(keep);
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => void vi.restoreAllMocks());

/** Every command, by the words that name it. */
function all(command: CliCommand, names: string[] = []): (readonly [string, CliCommand])[] {
  const below = (command.commands as CliCommand[]).flatMap((one) => all(one, [...names, one.name()]));
  return [[names.join(' '), command], ...below];
}
const words = (names: string): string[] => names.split(' ').filter((name) => name !== '');
const commands = all(program);
const without = (...some: string[]) => commands.filter(([names]) => !some.includes(names));

it.each(commands)('kafka-proxied %s tells its options when it is asked for help', async (names, command) => {
  expect(await runCommand(program, [...words(names), '--help'])).toBe(0);
  expect(printed).toContain(`Usage: kafka-proxied ${names}`.trimEnd());
  for (const { flags, description } of command.createHelp().visibleOptions(command)) {
    expect(printed).toContain(flags);
    expect(description).not.toBe('');
  }
  expect(command.summary()).toMatch(/^\S.{5,70}[^.]$/);
});

// `init --version` is the version of Kafka.
it.each(without('init'))('kafka-proxied %s has a version', async (names) => {
  expect(await runCommand(program, [...words(names), '--version'])).toBe(0);
  expect(printed).toMatch(/^\d+\.\d+\.\d+\n$/);
});

it.each(without('up', 'preview', 'refresh', 'destroy', 'cancel', 'shell'))(
  'kafka-proxied %s refuses an option that it does not know',
  async (names) => {
    const refused = runCommand(program, [...words(names), '--no-such-option']);
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow("unknown option '--no-such-option'");
  },
);

it('has a place in the help for every command', async () => {
  expect(await runCommand(program, ['--help'])).toBe(0);
  const lines = printed.split('\n').map((line) => line.trim().replace(/ {2,}/, '  '));
  for (const command of program.commands) expect(lines).toContain(`${command.name()}  ${command.summary()}`);
});

describe('what is refused', () => {
  it.each([
    ['stats', "unknown command 'stats'\n(Did you mean status?)"],
    ['lab upp', "unknown command 'upp'\n(Did you mean up?)"],
    ['status --jsn', "unknown option '--jsn'\n(Did you mean --json?)\nUsage: kafka-proxied status [options]"],
    ['doctor --form x', '(Did you mean --from?)'],
    ['doctor --from --to x', "option '--from <host>' needs a value"],
    ['start', "missing required argument 'name'"],
    ['stop a b', 'too many arguments'],
    ['carry-again mirror', "missing required argument 'topics'"],
    ['hand-over engine1', "option '--from <project/stack>' is needed"],
    ['restore --fro x', '(Did you mean --from?)'],
    ['completion fish', 'Allowed choices are bash, zsh.'],
    ['setup --kafka 9', 'Allowed choices are 0.10.1.1'],
    ['lab exec engine1 --', 'exec needs a command'],
  ])('%s', async (line, message) => {
    const refused = runCommand(program, line.split(' '));
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(message);
  });

  it('ends with exit code 2, and says so on standard error', async () => {
    const [file = '', ...args] = programArgv('cli/main.ts', 'status', '--jsn');
    const { exitCode, stdout, stderr } = await execa(file, args, { reject: false });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('(Did you mean --json?)');
  });

  it('is a name after npm start, which says how a service is started', async () => {
    const [file = '', ...args] = programArgv('cli/start/start.ts', 'engine1', '--yes');
    const { exitCode, stderr } = await execa(file, args, { reject: false });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('kafka-proxied start engine1 --yes');
  });
});
