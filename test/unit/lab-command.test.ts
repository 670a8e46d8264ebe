// Proves what the lab's command line refuses before it looks at the machine; not what its commands do.
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { projectRoot } from '../../lib/paths.ts';

it.each(['constructor', 'toString', '__proto__', 'upp'])('refuses %s, which is no command', async (name) => {
  const main = join(projectRoot, 'lab', 'main.ts');
  const { exitCode, stderr, stdout } = await execa('node', ['--import', 'tsx', main, name], {
    reject: false,
  });
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(`There is no command ${name}.\nUsage: npm run lab -- COMMAND`);
});
