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
  const file = join(folder, `${name}.md`);
  const style = await resolveConfig(file);
  writeFileSync(file, await format(page, { ...style, filepath: file }));
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(data, undefined, 2)}\n`);
  for (const [ending, text] of Object.entries(more)) writeFileSync(join(folder, `${name}.${ending}`), text);
  say(`Written: ${file}`);
}
