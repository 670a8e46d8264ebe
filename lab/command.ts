// The commands of the lab.
import { CliCommand } from '../lib/command-line/command.ts';
import { runInForeground } from '../lib/foreground.ts';
import { UsageError } from '../lib/program.ts';
import { say } from '../lib/progress.ts';
import { isLabUp, LabDownError } from './enter.ts';
import { execCommand } from './exec.ts';
import { readLabState } from './state.ts';

async function runOn(name: string, command: readonly string[]): Promise<number> {
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

const up = new CliCommand('up', 'start the lab’s hosts, or those that are missing')
  .option('--file <file>', 'what the lab has (default: the reference topology)')
  .does(async ({ file }: { file?: string }) => {
    await prepareMachine();
    const began = Date.now();
    const { up: bringUp } = await import('./up.ts');
    await bringUp(file);
    say(`The lab is up (${((Date.now() - began) / 1000).toFixed(1)} s).`);
    return 0;
  });

const down = new CliCommand('down', 'remove the hosts and their data; keep the root image and packages').does(
  async () => {
    requireRoot();
    const { down: remove } = await import('./down.ts');
    say((await remove()) ? 'The lab is down; its image is kept.' : 'There was no lab.');
    return 0;
  },
);

const status = new CliCommand('status', 'show which hosts run')
  .option('--json', 'print it as JSON')
  .does(async ({ json }: { json?: boolean }) => {
    requireRoot();
    const { labStatus, statusTable } = await import('./status.ts');
    const found = await labStatus();
    process.stdout.write(`${json ? JSON.stringify(found, null, 2) : statusTable(found)}\n`);
    return 0;
  });

const exec = new CliCommand('exec', 'run a command on a host as root')
  .description('Runs a command on a host as root, with stdin, stdout, stderr and the exit code.')
  .usage('HOST -- COMMAND...')
  .argument('<host>', 'the host, by its name in the lab')
  .argument('<command...>', 'the command, with its arguments')
  // Options after the host are the command's.
  .passThroughOptions()
  .does((_: object, host: string, words: string[]) => {
    const command = words[0] === '--' ? words.slice(1) : words;
    if (command.length === 0) throw new UsageError('exec needs a command: lab exec HOST -- COMMAND');
    requireRoot();
    return runOn(host, command);
  });

export const lab = new CliCommand('lab', 'test hosts on this machine: up, down, status, exec')
  .description('The lab: test hosts on this machine, each a systemd in a network namespace of its own.')
  .over(up, down, status, exec);

/** The processes of the hosts are root's: nobody else can see which namespaces they are in. */
function requireRoot(): void {
  if (process.getuid?.() !== 0) throw new Error('The lab belongs to root: run this as root.');
}
