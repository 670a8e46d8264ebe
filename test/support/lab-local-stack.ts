// The stack of Pulumi.local.yaml on a machine of the lab: its config with nothing changed but where the machine is and
// who logs in. It stands in a file of its own, so that the checkout stays as it is.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { parse, stringify } from 'yaml';
import { prepareStack } from '../../cli/stack-env.ts';
import { localDir, projectRoot } from '../../lib/paths.ts';
import { labHost } from './lab-places.ts';
import { type Ran, readUpdate, run, stackFile, succeeded, type Update } from './lab-stack.ts';

/** Its state lies beside that of a stack `local` that a user of this checkout may have. */
export const localStack = 'local-on-lab';
export const localCluster = 'local';

type Values = Record<string, unknown>;

export interface Machine {
  /** As the config gives it. */
  address: string;
  /** Where the lab's known_hosts has no line for that address. */
  hostKeyFile?: string;
  /** A machine that is not managed and has this address is where Pulumi runs. */
  operator: string;
}

/** The IPv4 and IPv6 addresses of a host of the lab. */
export async function addressesOf(name: string): Promise<string[]> {
  return (await labHost(name)).addresses;
}

function configOf(text: string): Values {
  return (parse(text) as { config: Values }).config;
}

/**
 * Writes the stack file.
 * @param settings broker properties that the cluster gets
 */
export function localConfig(name: string, { operator, ...machine }: Machine, settings: Values = {}): string {
  const dev = parse(readFileSync(stackFile, 'utf8')) as { config: Values; encryptionsalt: string };
  const own = configOf(readFileSync(join(projectRoot, 'Pulumi.local.yaml'), 'utf8'));
  const clusters = own['kafka-proxied:clusters'] as Record<string, Values>;
  const config = {
    ...own,
    'kafka-proxied:lab': true,
    'kafka-proxied:ssh': dev.config['kafka-proxied:ssh'],
    'kafka-proxied:hosts': { machine, operator: { address: operator, managed: false } },
    'kafka-proxied:clusters': { [localCluster]: { ...clusters[localCluster], settings } },
  };
  const folder = join(localDir, 'test', 'local-stack');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, stringify({ config, encryptionsalt: dev.encryptionsalt }));
  return file;
}

/** One of our npm scripts on this stack, to its end, whatever that is. */
export function runLocal(script: string, configFile: string, ...args: string[]): Promise<Ran> {
  return run(script, '--stack', localStack, '--config-file', configFile, ...args);
}

/** `up` or `destroy`, without a preview. @throws Error with its output if it fails */
export async function updateLocal(script: 'up' | 'destroy', configFile: string): Promise<Update> {
  return succeeded(
    script,
    readUpdate(await runLocal(script, configFile, '--yes', '--skip-preview', '--json')),
  );
}

/** Forgets the stack, which must have been destroyed: a destroy that finds nothing leaves the stack's own record. */
export async function removeLocal(configFile: string): Promise<void> {
  const { pulumi, environment } = await prepareStack(localStack, configFile);
  const options = { cwd: projectRoot, env: environment, extendEnv: false };
  await execa(pulumi, ['stack', 'rm', localStack, '--yes', '--force', '--preserve-config'], options);
}
