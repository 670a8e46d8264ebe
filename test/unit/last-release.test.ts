// Proves that the changelog names the commit of its newest release, as the lab case upgrade-from takes it; not that git has it.
import { expect, it } from 'vitest';
import { lastRelease, lastReleaseIn } from '../support/last-release.ts';

it('is the first release of the changelog', () => {
  const releases = [
    '[Unreleased]\n',
    '[0.3.0] - 2027-01-02\n\nCommit abc1234.',
    '[0.2.0] - 2026-12-24\n\nCommit 7654321.',
  ];
  expect(lastReleaseIn(releases.map((each) => `## ${each}\n`).join('\n'))).toBe('abc1234');
});

it('is refused where the newest one has no commit', () => {
  const changelog =
    '## [0.3.0] - 2027-01-02\n\n### Added\n\n- More.\n\n## [0.2.0] - 2026-12-24\n\nCommit 7654321.\n';
  expect(() => lastReleaseIn(changelog)).toThrow('CHANGELOG.md names no commit under its newest release');
});

it('stands in this checkout', () => {
  expect(lastRelease()).toMatch(/^[0-9a-f]{7,40}$/);
});
