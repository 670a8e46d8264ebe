// The release before what is checked out, as CHANGELOG.md names it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../lib/paths.ts';

/** Commit of the newest release in a changelog. @throws Error where it names none */
export function lastReleaseIn(changelog: string): string {
  const [newest = ''] = changelog.split(/^(?=## \[)/m).filter((section) => /^## \[\d/.test(section));
  const [, commit] = /^[^\n]*\n\nCommit ([0-9a-f]{7,40})\.\n/.exec(newest) ?? [];
  if (commit === undefined) throw new Error('CHANGELOG.md names no commit under its newest release');
  return commit;
}

export function lastRelease(): string {
  return lastReleaseIn(readFileSync(join(projectRoot, 'CHANGELOG.md'), 'utf8'));
}
