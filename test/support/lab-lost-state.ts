// A stack whose state is moved away, as if its disk were lost, and what is done about it.
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pulumiStateDir } from '../../lib/paths.ts';
import { deployedWithSecrets, plain } from './lab-deployed.ts';
import type { DevStack } from './lab-stack.ts';

const aside = `${pulumiStateDir}.lost`;

/** Moves the folder of all states away. @returns what brings it back */
export function loseState(): () => void {
  rmSync(aside, { recursive: true, force: true });
  renameSync(pulumiStateDir, aside);
  return () => {
    rmSync(pulumiStateDir, { recursive: true, force: true });
    if (existsSync(aside)) renameSync(aside, pulumiStateDir);
  };
}

/** Key and certificate of the first CA of a cluster, PEM: what somebody may have kept. */
export async function authorityOf(
  dev: DevStack,
  cluster: string,
): Promise<{ key: string; certificate: string }> {
  const resources = await deployedWithSecrets(dev);
  const output = (name: string, field: string): string => {
    const found = resources.find(({ urn }) => urn.endsWith(`::${cluster}-keys-${name}`));
    return plain(found?.outputs?.[field]);
  };
  return { key: output('ca-key', 'privateKeyPem'), certificate: output('ca', 'certPem') };
}

/** Where a backup of the tests lies. */
export const backupFile = join(pulumiStateDir, '..', 'backup-test.json');
