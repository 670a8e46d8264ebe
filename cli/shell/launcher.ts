// Writes the command of `npm run shell` that stands before Pulumi's own.
import { join } from 'node:path';
import { projectRoot, shellBinDir } from '../../lib/paths.ts';
import { writeLauncher } from '../workstation/launcher.ts';

/** Writes the command into that folder. */
export function writeShellCommands(): void {
  writeLauncher(shellBinDir, 'pulumi', [join(projectRoot, 'setup', 'bootstrap.sh'), 'cli/shell/pulumi.ts']);
}
