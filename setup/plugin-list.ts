// Which provider plugins the stacks need: those of the @pulumi packages that this project depends on.
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { projectRoot, pulumiHome } from '../lib/paths.ts';

/** A provider plugin, as the engine asks for it. */
export interface Plugin {
  /** "command". */
  readonly name: string;
  /** "1.2.1": the plugin has the version of its npm package. */
  readonly version: string;
}

/** The plugins of the @pulumi packages among `dependencies` of a package.json; the SDK itself has none. */
export function pluginsOf(dependencies: Readonly<Record<string, string>>): readonly Plugin[] {
  return Object.entries(dependencies)
    .filter(([name]) => name.startsWith('@pulumi/') && name !== '@pulumi/pulumi')
    .map(([name, version]) => ({ name: name.slice('@pulumi/'.length), version }));
}

/** The plugins that this checkout needs. */
export async function neededPlugins(): Promise<readonly Plugin[]> {
  const { dependencies } = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return pluginsOf(dependencies);
}

/** The name of a plugin's executable. */
export function executableOf({ name }: Plugin): string {
  return `pulumi-resource-${name}`;
}

/**
 * The folder in which the engine looks for a plugin.
 * @param home a PULUMI_HOME; default: the project's own
 */
export function pluginFolder({ name, version }: Plugin, home = pulumiHome): string {
  return join(home, 'plugins', `resource-${name}-v${version}`);
}

/** The Pulumi home of the user, which is only ever read. */
export function usersPulumiHome(): string {
  const set = process.env['PULUMI_HOME'];
  return set && set !== pulumiHome ? set : join(homedir(), '.pulumi');
}
