// Where figures are published: docs/benchmarks/.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { projectRoot } from '../lib/paths.ts';
import { say } from '../lib/progress.ts';

/**
 * Writes a page and its data.
 * @param name of the files, without ending
 * @param more further files, by ending
 */
export async function writeFigures(
  name: string,
  page: string,
  data: object,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const folder = join(projectRoot, 'docs', 'benchmarks');
  mkdirSync(folder, { recursive: true });
  const texts = { md: page, json: JSON.stringify(data, undefined, 2) };
  for (const [ending, text] of Object.entries(texts)) {
    const file = join(folder, `${name}.${ending}`);
    const style = await resolveConfig(file);
    writeFileSync(file, await format(text, { ...style, filepath: file }));
  }
  for (const [ending, text] of Object.entries(more)) writeFileSync(join(folder, `${name}.${ending}`), text);
  say(`Written: ${join(folder, name)}.md`);
}
