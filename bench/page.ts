// Parts that the pages of all benches have.
import type { Machine } from './machine.ts';

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** A table in Markdown. @param first how its first column is aligned, in Markdown's marks; the others are numbers */
export function pageTable(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  first: '---' | '---:' = '---',
): string {
  const marks = names.map((_, column) => (column === 0 ? first : '---:'));
  return [names, marks, ...rows].map(row).join('\n');
}

/** What the figures were measured on, and with. */
export function machineText({ cpus, memoryGiB, node, plugins, commit }: Machine): string {
  return `${cpus} CPUs, ${memoryGiB} GiB, Node.js ${node}, commit ${commit}, plugins: ${plugins}.`;
}
