// Refused runs end at once, whatever files the stack of the refusal names.
import { inspect } from 'node:util';
import { runInThisContext } from 'node:vm';
import { afterEach, expect, it } from 'vitest';
import { inspectable, writeInspectableStacks } from '../../pulumi/error-stacks.ts';

const before = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace') ?? { value: undefined };
afterEach(() => {
  Object.defineProperty(Error, 'prepareStackTrace', before);
});

const thrownIn = (filename: string): Error => runInThisContext(`new Error('refused')`, { filename }) as Error;

it.each(['/p/node_modules/@pulumi/resource.ts', '/p/node_modules/one.js'])(
  'an error of %s can be inspected with colors',
  (file) => {
    writeInspectableStacks();
    const text = inspect(thrownIn(file), { colors: true });
    expect(text).toContain('refused');
    expect(text).toContain(file.slice(file.lastIndexOf('/')));
  },
);

it.each([
  '    at run (/p/node_modules/@pulumi/pulumi/cmd/run/run.js:3:1)',
  '    at program (file:///p/index.ts:1:1536)',
  'Error: nothing about node_modules',
])('leaves %s as it is', (line) => {
  expect(inspectable(line)).toBe(line);
});
