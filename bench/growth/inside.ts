// Runs in a network namespace of its own, where every address of the LAN is this machine's: measures stacks of the sizes that
// its arguments name, and prints the steps as JSON, a line each.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { projectRoot } from '../../lib/paths.ts';
import { runProgram } from '../../lib/program.ts';
import { say } from '../../lib/progress.ts';
import { measure } from '../measure.ts';
import { newStack, secretFile } from '../new-stack.ts';
import { requireUnchanged } from '../unchanged.ts';
import { type Step, whats } from './report.ts';
import { SimulatedHost } from './simulated-host.ts';
import { type HostServer, serveHosts } from './ssh-server.ts';
import { lan, stackOf, withChange } from './stack.ts';

await runProgram(async (sizes) => {
  await execa('ip', ['link', 'set', 'lo', 'up']);
  // All addresses of it are local, and none of them is anywhere else.
  await execa('ip', ['route', 'add', 'local', lan, 'dev', 'lo']);
  for (const size of sizes) await measureStack(Number(size));
  return 0;
});

async function measureStack(brokers: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kafka-proxied-bench-'));
  const hosts = new Map<string, SimulatedHost>();
  const server = await serveHosts((address, command, stdin) => {
    const host = hosts.get(address);
    return host ? host.run(command, stdin) : { stdout: '', code: 127 };
  });
  try {
    await measureSteps(brokers, folder, hosts, server);
  } finally {
    await server.close();
    rmSync(folder, { recursive: true });
  }
}

async function measureSteps(
  brokers: number,
  folder: string,
  hosts: Map<string, SimulatedHost>,
  server: HostServer,
): Promise<void> {
  const keyFile = secretFile(folder, 'key', server.clientKey);
  const place = { hostKey: server.hostKey, privateKeyFile: keyFile };
  const { text, addresses, coordinator } = stackOf(brokers, place);
  for (const address of addresses) hosts.set(address, new SimulatedHost(address));
  const file = join(folder, 'Pulumi.bench.yaml');
  writeFileSync(file, text);
  const env = await newStack('bench', folder);
  const program = join(projectRoot, 'cli', 'kafka-proxied');
  const run = async (what: string, command: string, ...more: string[]): Promise<void> => {
    server.count();
    const argv = [program, command, '--stack', 'bench', '--config-file', file, ...more];
    const { output, ...took } = await measure(argv, env);
    if (what === whats.again) requireUnchanged(`${brokers} brokers`, output);
    say(`${brokers} brokers, ${what}: ${took.seconds.toFixed(1)} s`);
    process.stdout.write(`${JSON.stringify({ brokers, what, ...took, ...server.count() } satisfies Step)}\n`);
  };
  await run(whats.firstPreview, 'preview');
  await run(whats.firstUp, 'up', '--yes');
  for (let id = 1; id <= brokers; id++) hosts.get(coordinator)?.registered.add(id);
  await run(whats.again, 'up', '--yes');
  await run(whats.preview, 'preview');
  writeFileSync(file, withChange(readFileSync(file, 'utf8')));
  await run(whats.change, 'up', '--yes');
}
