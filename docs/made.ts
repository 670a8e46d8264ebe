// Parts of pages that are made: each stands between a line that says of what it is made, and one that ends it.

/**
 * A page with one of its parts written anew.
 * @param of what it is made of, as its first line says
 * @throws Error if the page has no place for it
 */
export function withMade(page: string, of: string, text: string): string {
  const begin = `<!-- \`npm run docs\` makes this of ${of} -->`;
  const end = `<!-- end of what is made of ${of} -->`;
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The page has no lines ${begin} and ${end}.`);
  return `${page.slice(0, from)}${begin}\n\n${text}\n\n${page.slice(to)}`;
}

/** Rows as a Markdown table. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}
