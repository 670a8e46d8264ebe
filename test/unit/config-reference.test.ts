// Does not prove that descriptions are true: only that every key has one, and that what is made of them is up to date.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { fieldRows } from '../../config/reference/fields.ts';
import { renderReference } from '../../config/reference/render.ts';
import { schemaFile, stackFileSchema } from '../../config/reference/stack-file.ts';
import { stackSchema } from '../../config/schema/stack.ts';
import { projectRoot } from '../../lib/paths.ts';

test('every key says its meaning and its type', () => {
  const rows = fieldRows(stackSchema).slice(1);
  expect(rows.length).toBeGreaterThan(40);
  expect(rows.filter(({ meaning, type }) => meaning === '' || type === 'value')).toEqual([]);
});

test.each([
  ['docs/configuration.md', 'markdown', renderReference],
  [schemaFile, 'json', () => JSON.stringify(stackFileSchema())],
])('%s is what the schema says', async (file, parser, render) => {
  const path = join(projectRoot, file);
  const text = await format(render(), { ...(await resolveConfig(path)), parser });
  expect(await readFile(path, 'utf8')).toBe(text);
});
