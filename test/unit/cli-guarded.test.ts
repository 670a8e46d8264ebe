// Does not prove: what the wrappers do with the words, and that the shell finds this command (lab case plain-pulumi).
import { describe, expect, it } from 'vitest';
import { guardedCall } from '../../cli/shell/guarded.ts';

describe('the pulumi of our shell', () => {
  it.each([
    ['up', 'up'],
    ['update', 'up'],
    ['preview', 'preview'],
    ['pre', 'preview'],
    ['destroy', 'destroy'],
    ['down', 'destroy'],
    ['dn', 'destroy'],
    ['refresh', 'refresh'],
    ['cancel', 'cancel'],
  ])('%s goes through the wrapper of %s', (word, command) => {
    expect(guardedCall([word])).toEqual({ command, rest: [] });
  });

  it.each(
    [
      ['stack', 'ls'],
      ['config', 'set', 'up', 'x'],
      ['version'],
      ['import'],
      ['toString'],
      ['--help'],
      [],
    ].map((words) => [words]),
  )('%j goes to Pulumi as it is', (words) => {
    expect(guardedCall(words)).toBeUndefined();
  });

  it.each([
    [
      ['up', '--target', 'urn:x', '-y'],
      ['--target', 'urn:x', '-y'],
    ],
    [
      ['--color', 'never', 'up', '--diff'],
      ['--color', 'never', '--diff'],
    ],
    [
      ['-v', '3', 'up'],
      ['-v', '3'],
    ],
    [['--color=never', 'up'], ['--color=never']],
    [['--non-interactive', 'up'], ['--non-interactive']],
    [
      ['up', '--message', 'preview'],
      ['--message', 'preview'],
    ],
    [['up', 'destroy'], ['destroy']],
  ])('%j keeps its other words in their order', (words, rest) => {
    expect(guardedCall(words)).toEqual({ command: 'up', rest });
  });

  it.each([[['-C', '/x', 'up']], [['-C/x', 'up']], [['--cwd=/x', 'up']], [['up', '--cwd', '/x']]])(
    '%j names another folder',
    (words) => {
      expect(guardedCall(words)).toEqual({ command: 'up', rest: [], folder: '/x' });
    },
  );
});
