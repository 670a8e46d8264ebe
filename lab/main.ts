// The lab's command line.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { parseArgs } from 'node:util';
import { say } from '../tools/progress.ts';
import { isLabUp, LabDownError } from './enter.ts';
import { execCommand } from './exec.ts';
import { readLabState } from './state.ts';

const usage = `Usage: npm run lab -- COMMAND

  up [--file LAB_FILE]     bring the lab up, or what is missing of it (default: the reference topology)
  down                     remove it; the root image and the packages are kept
  status [--json]          what is there
  exec HOST -- COMMAND…    run a command on a host as root, with its streams and exit code`;

class UsageError extends Error {}

/** Runs the command with this process's streams; resolves to its exit code, as a shell would report it. */
function runThrough([file, ...rest]: [string, ...string[]]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, rest, { stdio: 'inherit' });
    // The terminal sends Ctrl-C to the command as well; this process waits to report how it ended.
    process.on('SIGINT', () => undefined);
    for (const name of ['SIGTERM', 'SIGHUP'] as const) process.on(name, () => child.kill(name));
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}

async function exec(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  const command = rest[0] === '--' ? rest.slice(1) : rest;
  if (name === undefined || command.length === 0) throw new UsageError(usage);
  const state = await readLabState();
  if (!state) throw new LabDownError();
  const host = state.topology.hosts.find((candidate) => candidate.name === name);
  if (!host) {
    const names = state.topology.hosts.map((candidate) => candidate.name).join(', ');
    throw new Error(`The lab has no host ${name}. Its hosts: ${names}.`);
  }
  if (host.role === 'workstation' && !(await isLabUp())) throw new LabDownError();
  return runThrough(execCommand(host, command) as [string, ...string[]]);
}

async function main([command, ...rest]: readonly string[]): Promise<number> {
  if (command === undefined || command === '--help' || command === 'help') {
    process.stdout.write(`${usage}\n`);
    return command === undefined ? 2 : 0;
  }
  if (process.getuid?.() !== 0)
    throw new Error('The lab makes network namespaces and mounts: run this as root.');
  if (command === 'exec') return exec(rest);
  if (command === 'up') {
    const { values } = parseArgs({ args: [...rest], options: { file: { type: 'string' } } });
    const began = Date.now();
    // What only this command needs is loaded only by it: `exec` is often part of a loop.
    const { up } = await import('./up.ts');
    await up(values.file);
    say(`The lab is up (${((Date.now() - began) / 1000).toFixed(1)} s).`);
    return 0;
  }
  if (command === 'down') {
    parseArgs({ args: [...rest], options: {} });
    const { down } = await import('./down.ts');
    say((await down()) ? 'The lab is down; its image is kept.' : 'There was no lab.');
    return 0;
  }
  if (command === 'status') {
    const { values } = parseArgs({ args: [...rest], options: { json: { type: 'boolean' } } });
    const { labStatus, statusTable } = await import('./status.ts');
    const status = await labStatus();
    process.stdout.write(`${values.json ? JSON.stringify(status, null, 2) : statusTable(status)}\n`);
    return 0;
  }
  throw new UsageError(`There is no command ${command}.\n${usage}`);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
