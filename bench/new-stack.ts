// A Pulumi stack of the bench, with its state in a folder that goes when the bench ends.
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { projectRoot } from '../lib/paths.ts';
import { pulumiEnvironment } from '../setup/pulumi-environment.ts';
import { ensurePulumi } from '../setup/pulumi.ts';

/**
 * Makes a stack whose file is in `folder`; Pulumi writes the new stack's salt into it.
 * @returns the environment for our commands on it
 */
export async function newStack(name: string, folder: string): Promise<NodeJS.ProcessEnv> {
  const env = {
    ...process.env,
    // A backend of the user's: our own would be recorded as that of this checkout's stacks.
    PULUMI_BACKEND_URL: `file://${folder}`,
    PULUMI_CONFIG_PASSPHRASE_FILE: secretFile(folder, 'passphrase', 'bench\n'),
  };
  const { pulumi, pathFirst } = await ensurePulumi();
  copyFileSync(join(projectRoot, 'Pulumi.yaml'), join(folder, 'Pulumi.yaml'));
  await execa(pulumi, ['stack', 'init', name, '--non-interactive'], {
    cwd: folder,
    env: { ...env, ...pulumiEnvironment(pathFirst) },
  });
  return env;
}

/** Writes a file that only its owner reads. @returns its path */
export function secretFile(folder: string, name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}
