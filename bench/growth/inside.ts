// Runs in a network namespace of its own, where every address of the LAN is this machine's: measures stacks of the sizes that
// its arguments name, and prints the steps as JSON, a line each.
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { projectRoot } from '../../lib/paths.ts';
import { runProgram } from '../../lib/program.ts';
import { say } from '../../lib/progress.ts';
import { pulumiEnvironment } from '../../setup/pulumi-environment.ts';
import { ensurePulumi } from '../../setup/pulumi.ts';
import { measure } from '../measure.ts';
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
  const passphraseFile = secretFile(folder, 'passphrase', 'bench\n');
  const place = { hostKey: server.hostKey, privateKeyFile: keyFile };
  const { text, addresses, coordinator } = stackOf(brokers, place);
  for (const address of addresses) hosts.set(address, new SimulatedHost(address));
  const file = join(folder, 'Pulumi.bench.yaml');
  writeFileSync(file, text);
  // A backend of the user's: our own would be recorded as that of this checkout's stacks.
  const env = {
    ...process.env,
    PULUMI_BACKEND_URL: `file://${folder}`,
    PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile,
  };
  await makeStack(folder, env);
  const program = join(projectRoot, 'cli', 'kafka-proxied');
  const run = async (what: string, command: string, ...more: string[]): Promise<void> => {
    server.count();
    const argv = [program, command, '--stack', 'bench', '--config-file', file, ...more];
    const { output, ...took } = await measure(argv, env);
    if (what === whats.again) requireUnchanged(brokers, output);
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

function secretFile(folder: string, name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

/** Pulumi writes the salt of a new stack into the stack file beside Pulumi.yaml. */
async function makeStack(folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  const { pulumi, pathFirst } = await ensurePulumi();
  copyFileSync(join(projectRoot, 'Pulumi.yaml'), join(folder, 'Pulumi.yaml'));
  await execa(pulumi, ['stack', 'init', 'bench', '--non-interactive'], {
    cwd: folder,
    env: { ...env, ...pulumiEnvironment(pathFirst) },
  });
}

/** A figure of an update that does something is no figure of one that has nothing to do. */
function requireUnchanged(brokers: number, output: string): void {
  const [, summary = ''] = output.split(/^Resources:$/m);
  if (!/^\s*\d+ unchanged\s*$/m.test(summary) || /updated|created|deleted|replaced/.test(summary))
    throw new Error(`The second up of ${brokers} brokers changed something:\n${output.slice(-4000)}`);
}
