// The tables of docs/troubleshooting.md, made of the checks themselves.
import { checks as doctorChecks } from '../doctor/judge/checks/all.ts';
import { topics } from '../doctor/judge/check.ts';
import { checks, login } from '../probe/preflight.ts';
import { markdownTable, withMade } from './made.ts';

/** What doctor finds: a table for each topic. */
export function doctorTables(): string {
  return topics
    .map((topic) => {
      const rows = doctorChecks
        .filter((check) => check.topic === topic)
        .flatMap(({ findings, reads }) =>
          Object.entries(findings).map(([id, { is, toDo }]) => [`\`${id}\``, is, reads.join(', '), toDo]),
        );
      return `### ${topic}\n\n${markdownTable(['finding', 'what it is', 'looks at', 'what to do'], rows)}`;
    })
    .join('\n\n');
}

/** What must hold before the first write. */
export function preflightTable(): string {
  const rows = [login, ...checks].map(({ id, docs: { about, holds } }) => [about, `\`${id}\``, holds]);
  return markdownTable(['what', 'named', 'how'], rows);
}

/** The page with its tables written anew. */
export function withFindings(page: string): string {
  const first = withMade(page, 'the checks in doctor/judge/checks/', doctorTables());
  return withMade(first, 'the checks in probe/checks/', preflightTable());
}
