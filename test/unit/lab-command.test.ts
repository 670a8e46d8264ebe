// Proves what the lab's command line refuses before it looks at the machine; not what its commands do.
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { lab } from '../../lab/command.ts';
import type { CliCommand } from '../../lib/command-line/command.ts';
import { projectRoot } from '../../lib/paths.ts';
import { given } from '../support/given.ts';

it.each(['constructor', 'toString', '__proto__', 'upp'])('refuses %s, which is no command', async (name) => {
  const main = join(projectRoot, 'lab', 'main.ts');
  const { exitCode, stderr, stdout } = await execa('node', [main, name], {
    reject: false,
  });
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(`unknown command '${name}'`);
  expect(stderr).toContain('Usage: kafka-proxied lab ');
});

it('leaves the words behind a host to what runs there', async () => {
  const exec = (lab.commands as CliCommand[]).find((command) => command.name() === 'exec');
  const words = ['--', 'ls', '--help', '-s', '--', '--version'];
  expect(exec && (await given(exec, ['engine1', ...words]))).toEqual([{}, 'engine1', words]);
});
