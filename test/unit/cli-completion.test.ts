// Proves what bash is told to complete; not that zsh takes the same by its bashcompinit.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { bashCompletion } from '../../cli/completion.ts';
import { program } from '../../cli/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
beforeAll(() => {
  writeFileSync(join(folder, 'script'), bashCompletion(program));
  writeFileSync(join(folder, 'a b.yaml'), '');
});

const bash = (text: string, ...args: string[]): string[] =>
  execFileSync('bash', ['--norc', '-uc', `source ./script\n${text}`, 'bash', ...args], {
    cwd: folder,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((line) => line !== '');

/** What is offered for the last word. */
const offered = (...words: string[]): string[] =>
  bash(
    'COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _kafka_proxied; printf "%s\\n" ${COMPREPLY[@]+"${COMPREPLY[@]}"}',
    'kafka-proxied',
    ...words,
  );

it('is registered for the command', () => {
  expect(bash('complete -p kafka-proxied')).toEqual(['complete -F _kafka_proxied kafka-proxied']);
});

it.each([
  [['sta'], ['status', 'start']],
  [['--v'], ['--version']],
  [['status', '--j'], ['--json']],
  [['up', '--a'], ['--adopt']],
  [
    ['lab', ''],
    ['up', 'down', 'status', 'exec', '--version', '-h', '--help'],
  ],
  [['lab', 'status', '--j'], ['--json']],
  [['status', '--stack', 'de'], ['dev']],
  [
    ['status', '-s', 'cluster'],
    ['cluster1', 'cluster2'],
  ],
  [['status', '--stack', '=', 'de'], ['dev']],
  [['--stack', 'x', 'status', '--j'], ['--json']],
  [['up', '--stack', 'status', '--a'], ['--adopt']],
  [['completion', 'b'], ['bash']],
  [['setup', '--kafka', '3'], ['3.9.2']],
  [['restore', '--from', 'a'], ['a b.yaml']],
  [['doctor', '--from', 'a'], []],
])('%j is completed to %j', (words, expected) => {
  expect(offered(...words)).toEqual(expected);
});

it('knows all stacks of the checkout after =', () => {
  expect(offered('preview', '--stack', '=')).toContain('dev');
});
