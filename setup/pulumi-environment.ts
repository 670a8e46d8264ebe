// The variables under which every Pulumi command of this project runs.
import { realpathSync } from 'node:fs';
import { delimiter, dirname, sep } from 'node:path';
import { findOnPath } from '../lib/on-path.ts';
import { localDir, pulumiHome } from '../lib/paths.ts';

/**
 * Folders that go before PATH, so that all below finds the Node.js that runs this: the user's `pulumi` may lie beside an
 * older one.
 */
export function nodeFirst(pathFirst: readonly string[]): string[] {
  const folder = dirname(process.execPath);
  // One of our own is not on the PATH that the lines of `env` are read into.
  const others = folder.startsWith(localDir + sep) ? '' : (process.env['PATH'] ?? '');
  const found = findOnPath('node', [...pathFirst, others].join(delimiter));
  const isFound = found !== undefined && realpathSync(found) === realpathSync(process.execPath);
  return isFound ? [...pathFirst] : [folder, ...pathFirst];
}

/**
 * Variables that keep Pulumi inside this project: its own home instead of ~/.pulumi, no look for updates, and no plugin
 * download in the middle of an update, which would hang where downloads are refused.
 * @param pathFirst folders that go before PATH
 */
export function pulumiEnvironment(pathFirst: readonly string[] = []): Record<string, string> {
  return {
    PATH: [...nodeFirst(pathFirst), process.env['PATH'] ?? ''].join(delimiter),
    PULUMI_HOME: pulumiHome,
    PULUMI_SKIP_UPDATE_CHECK: 'true',
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
  };
}
