// The variables under which every Pulumi command of this project runs.
import { delimiter } from 'node:path';
import { pulumiHome } from '../lib/paths.ts';

/**
 * Variables that keep Pulumi inside this project: its own home instead of ~/.pulumi, no look for updates, and no plugin
 * download in the middle of an update, which would hang where downloads are refused.
 * @param pathFirst folders that go before PATH
 */
export function pulumiEnvironment(pathFirst: readonly string[] = []): Record<string, string> {
  return {
    PATH: [...pathFirst, process.env['PATH'] ?? ''].join(delimiter),
    PULUMI_HOME: pulumiHome,
    PULUMI_SKIP_UPDATE_CHECK: 'true',
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
  };
}
