// A Pulumi project of one file in a folder of its own, with a file backend beside it.
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { projectRoot } from '../../lib/paths.ts';
import { pulumiEnvironment } from '../../setup/pulumi-environment.ts';
import type { PulumiTools } from '../../setup/pulumi.ts';

/** What a stack's state holds of a resource. */
export interface Recorded {
  readonly urn: string;
  readonly id?: string;
  readonly type: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

export interface SmallProgram {
  readonly folder: string;
  /** Runs `pulumi` on the program's one stack. Never throws. */
  pulumi(...args: string[]): Promise<{ failed: boolean; all: string }>;
  /** The resources in the state, with plain secrets if wanted. */
  state(options?: { secrets: boolean }): Promise<readonly Recorded[]>;
}

/**
 * Makes the project and its stack.
 * @param options text: of index.ts; in: the folder that gets the project; nodeargs: options of Node.js, as the official
 *   language host takes them; default: none; pathFirst: folders before those of the tools
 */
export async function smallProgram(
  tools: PulumiTools,
  options: { text: string; in?: string; nodeargs?: string; pathFirst?: (folder: string) => string[] },
): Promise<SmallProgram> {
  const folder = mkdtempSync(join(options.in ?? tmpdir(), 'program-'));
  const put = (name: string, content: string): void => writeFileSync(join(folder, name), content);
  const nodeargs = options.nodeargs === undefined ? '' : `, nodeargs: ${options.nodeargs}`;
  const runtime = `{ name: nodejs, options: { typescript: false${nodeargs} } }`;
  put('Pulumi.yaml', `name: x\nmain: index.ts\nruntime: ${runtime}\n`);
  put('package.json', '{ "type": "module", "main": "index.ts" }');
  put('index.ts', options.text);
  symlinkSync(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));
  mkdirSync(join(folder, 'state'));
  const env = {
    ...pulumiEnvironment([...(options.pathFirst?.(folder) ?? []), ...tools.pathFirst]),
    PULUMI_BACKEND_URL: `file://${join(folder, 'state')}`,
    PULUMI_CONFIG_PASSPHRASE: 'for this test only',
  };
  const run = (args: string[]) =>
    execa(tools.pulumi, [...args, '--non-interactive'], { cwd: folder, all: true, reject: false, env });
  await run(['stack', 'init', 'test']);
  return {
    folder,
    pulumi: async (...args) => {
      const { failed, all } = await run([...args, '--stack', 'test']);
      return { failed, all };
    },
    state: async ({ secrets } = { secrets: false }) => {
      const { stdout } = await run([
        'stack',
        'export',
        '--stack',
        'test',
        ...(secrets ? ['--show-secrets'] : []),
      ]);
      const { deployment } = JSON.parse(stdout) as { deployment: { resources: Recorded[] } };
      return deployment.resources;
    },
  };
}
