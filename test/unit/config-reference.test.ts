// Does not prove that descriptions are true: only that every key has one, and that the page is up to date.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { fieldRows } from '../../config/reference/fields.ts';
import { renderReference } from '../../config/reference/render.ts';
import { stackSchema } from '../../config/schema/stack.ts';
import { projectRoot } from '../../lib/paths.ts';

test('every key says its meaning and its type', () => {
  const rows = fieldRows(stackSchema).slice(1);
  expect(rows.length).toBeGreaterThan(40);
  expect(rows.filter(({ meaning, type }) => meaning === '' || type === 'value')).toEqual([]);
});

test('docs/configuration.md is what the schema says', async () => {
  const path = join(projectRoot, 'docs/configuration.md');
  const text = await format(renderReference(), { ...(await resolveConfig(path)), parser: 'markdown' });
  expect(await readFile(path, 'utf8')).toBe(text);
});
