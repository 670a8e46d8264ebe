// The lab's command line.
import { runInForeground } from '../lib/foreground.ts';
import { type Command, readArguments, runProgram, UsageError } from '../lib/program.ts';
import { say } from '../lib/progress.ts';
import { isLabUp, LabDownError } from './enter.ts';
import { execCommand } from './exec.ts';
import { readLabState } from './state.ts';

const usage = `Usage: npm run lab -- COMMAND

  up [--file LAB_FILE]     bring the lab up, or what is missing of it (default: the reference topology)
  down                     remove it; the root image and the packages are kept
  status [--json]          what is there
  exec HOST -- COMMAND…    run a command on a host as root, with its streams and exit code`;

async function exec(name: string, command: readonly string[]): Promise<number> {
  const state = readLabState();
  if (!state) throw new LabDownError();
  const host = state.topology.hosts.find((candidate) => candidate.name === name);
  if (!host) {
    const names = state.topology.hosts.map((candidate) => candidate.name).join(', ');
    throw new Error(`The lab has no host ${name}. Its hosts: ${names}.`);
  }
  if (host.role === 'workstation' && !(await isLabUp())) throw new LabDownError();
  return runInForeground(execCommand(host, command));
}

// What only one command needs is loaded only by it: `exec` is often part of a loop.

/** Says why this machine can't host the lab, or installs the system packages that the lab is made with. */
async function prepareMachine(): Promise<void> {
  const { cannotHostLab } = await import('./can-host-lab.ts');
  const reasons = cannotHostLab();
  if (reasons.length > 0) throw new Error(reasons.join('\n'));
  const { ensureSystemPackages } = await import('./system-packages.ts');
  await ensureSystemPackages();
}

const commands: Readonly<Record<string, Command>> = {
  async up(args) {
    const { values } = readArguments(usage, { args: [...args], options: { file: { type: 'string' } } });
    await prepareMachine();
    const began = Date.now();
    const { up } = await import('./up.ts');
    await up(values.file);
    say(`The lab is up (${((Date.now() - began) / 1000).toFixed(1)} s).`);
    return 0;
  },

  async down(args) {
    readArguments(usage, { args: [...args], options: {} });
    requireRoot();
    const { down } = await import('./down.ts');
    say((await down()) ? 'The lab is down; its image is kept.' : 'There was no lab.');
    return 0;
  },

  async status(args) {
    const { values } = readArguments(usage, { args: [...args], options: { json: { type: 'boolean' } } });
    requireRoot();
    const { labStatus, statusTable } = await import('./status.ts');
    const status = await labStatus();
    process.stdout.write(`${values.json ? JSON.stringify(status, null, 2) : statusTable(status)}\n`);
    return 0;
  },

  async exec(args) {
    const [name, ...rest] = args;
    const command = rest[0] === '--' ? rest.slice(1) : rest;
    if (name === undefined || command.length === 0) throw new UsageError(usage);
    requireRoot();
    return exec(name, command);
  },
};

/** The processes of the hosts are root's: nobody else can see which namespaces they are in. */
function requireRoot(): void {
  if (process.getuid?.() !== 0) throw new Error('The lab belongs to root: run this as root.');
}

await runProgram(async ([name, ...args]) => {
  if (name === '--help' || name === 'help') {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UsageError(name === undefined ? usage : `There is no command ${name}.\n${usage}`);
  return command(args);
});
