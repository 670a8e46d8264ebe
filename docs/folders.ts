// The table of the folders in docs/architecture.md, made of the rows by which the lint refuses imports.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../lib/paths.ts';
import { markdownTable, withMade } from './made.ts';

/** A row of eslint.config.js, as far as the table shows it. */
export interface Row {
  folder: string;
  is: string;
  imports?: readonly string[] | 'all';
  types?: readonly string[];
  /** Files of which more than types is imported. */
  values?: readonly string[];
}

export async function readRows(): Promise<readonly Row[]> {
  const config: unknown = await import(pathToFileURL(join(projectRoot, 'eslint.config.js')).href);
  return (config as { rows: readonly Row[] }).rows;
}

function mayImport({ imports = [], types = [], values = [] }: Row): string {
  if (imports === 'all') return 'all of them';
  const named = (folders: readonly string[]): string => folders.map((folder) => `\`${folder}\``).join(', ');
  const parts = [
    ...(imports.length > 0 ? [named(imports)] : []),
    ...(types.length > 0 ? [`types of ${named(types)}`] : []),
    ...(values.length > 0 ? [named(values)] : []),
  ];
  return parts.join(', ') || 'no other folder';
}

/** The rows as a Markdown table. */
export function foldersTable(rows: readonly Row[]): string {
  return markdownTable(
    ['folder', 'what it is', 'may import'],
    rows.map((row) => {
      const place = row.folder.includes('.') ? row.folder : `${row.folder}/`;
      return [`\`${place}\``, row.is, mayImport(row)];
    }),
  );
}

/** A page with its table written anew. */
export function withFolders(page: string, rows: readonly Row[]): string {
  return withMade(page, 'the rows in eslint.config.js', foldersTable(rows));
}
