// Pulumi itself: a program without a resource.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { projectRoot } from '../../../lib/paths.ts';
import { pulumiEnvironment } from '../../../setup/pulumi-environment.ts';
import { ensurePulumi } from '../../../setup/pulumi.ts';
import { newStack } from '../../new-stack.ts';
import type { Contestant } from '../contestant.ts';

const stack = 'empty';

export const empty: Contestant = {
  id: 'empty-pulumi',
  about: 'A Pulumi program without a resource, by `pulumi` itself: what Pulumi needs to find nothing.',
  prepare: async (folder) => {
    const env = await newStack(stack, folder);
    const { pulumi, pathFirst } = await ensurePulumi();
    const project = join(folder, 'program');
    mkdirSync(project);
    writeFileSync(
      join(project, 'Pulumi.yaml'),
      'name: kafka-proxied\nruntime: { name: nodejs, options: { typescript: false } }\n',
    );
    writeFileSync(join(project, 'package.json'), '{ "type": "module", "main": "index.js" }\n');
    writeFileSync(join(project, 'index.js'), "import '@pulumi/pulumi';\n");
    symlinkSync(join(projectRoot, 'node_modules'), join(project, 'node_modules'));
    const command = (...args: string[]): string[][] => [
      [pulumi, ...args, '--stack', stack, '--cwd', project, '--non-interactive'],
    ];
    const variables = { ...env, ...pulumiEnvironment(pathFirst) };
    // The first one makes the stack's own resource.
    const [[file = '', ...args] = []] = command('up', '--yes');
    await execa(file, args, { env: variables });
    return {
      env: variables,
      commands: { again: command('up', '--yes'), preview: command('preview') },
      change: () => undefined,
    };
  },
};
