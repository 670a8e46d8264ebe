// Does not prove: that Pulumi takes a moved state for its own (lab case moved-state).
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { claimStack } from '../../cli/state/claim.ts';
import { checkpointOf, stacksIn } from '../../cli/state/files.ts';
import { moveStates } from '../../cli/state/move.ts';
import { backendUrl, ownStateDir, userStateDir } from '../../cli/state/place.ts';
import { pulumiStateDir } from '../../lib/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const temporary = temporaryFolder();
let from = '';
let to = '';
let kept = '';
const said: string[] = [];
vi.mock('../../lib/progress.ts', () => ({ say: (line: string) => void said.push(line) }));

beforeEach(() => {
  said.length = 0;
  const folder = mkdtempSync(join(temporary, 'state-'));
  from = join(folder, 'from');
  to = join(folder, 'to');
  kept = join(folder, 'kept');
});

const put = (folder: string, name: string, content = name): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content, { mode: 0o600 });
};
const stacks = '.pulumi/stacks/kafka-proxied';
const ofHome = [
  `${stacks}/home.json`,
  `${stacks}/home.json.bak`,
  `${stacks}/home.json.attrs`,
  '.pulumi/history/kafka-proxied/home/home-1.history.json',
  '.pulumi/backups/kafka-proxied/home/home.1.json',
];
const putHome = (folder: string): void => {
  for (const name of ['.pulumi/meta.yaml', ...ofHome]) put(folder, name);
};
const move = (): string[] => moveStates({ from, to, kept }, (stack) => stack !== 'dev');

describe('the place of a state', () => {
  it('is the user’s state folder, by XDG_STATE_HOME where that is absolute', () => {
    expect(userStateDir({ XDG_STATE_HOME: '/x' })).toBe('/x/kafka-proxied');
    for (const given of [undefined, '', 'relative'])
      expect(userStateDir({ XDG_STATE_HOME: given })).toMatch(/\/\.local\/state\/kafka-proxied$/);
  });

  it('is the checkout for a stack of the lab, whatever PULUMI_BACKEND_URL says', () => {
    expect(ownStateDir({ lab: true }, { PULUMI_BACKEND_URL: 's3://theirs' })).toBe(pulumiStateDir);
  });

  it('is elsewhere by the user’s own PULUMI_BACKEND_URL, and not by one that a command of ours has set', () => {
    const own = userStateDir({ XDG_STATE_HOME: '/x' });
    for (const [url, dir] of [
      ['s3://theirs', undefined],
      ['file:///theirs', undefined],
      ['', own],
      [backendUrl(own), own],
      // Of a version that kept all states in the checkout.
      [backendUrl(pulumiStateDir), own],
    ] as const)
      expect(ownStateDir({ lab: false }, { XDG_STATE_HOME: '/x', PULUMI_BACKEND_URL: url })).toBe(dir);
  });
});

describe('the states of a checkout', () => {
  it('move with their history and modes, and are kept aside; those of the lab stay', () => {
    putHome(from);
    put(from, `${stacks}/office.json.gz`);
    put(from, `${stacks}/dev.json`);
    move();
    expect(stacksIn(to).sort()).toEqual(['home', 'office']);
    expect(stacksIn(from)).toEqual(['dev']);
    for (const name of ['.pulumi/meta.yaml', ...ofHome]) {
      expect(readFileSync(join(to, name), 'utf8')).toBe(name);
      expect(statSync(join(to, name)).mode & 0o777).toBe(0o600);
    }
    for (const name of ofHome) {
      expect(existsSync(join(from, name))).toBe(false);
      expect(readFileSync(join(kept, name), 'utf8')).toBe(name);
    }
    expect(said).toEqual([
      expect.stringMatching(/^The state of stack home is now in .*\/to, .* is kept in .*\/kept\.$/),
      expect.stringMatching(/^The state of stack office is now/),
    ]);
    move();
    expect(said).toHaveLength(2);
  });

  it('keep a layout file that is there', () => {
    putHome(from);
    put(to, '.pulumi/meta.yaml', 'version: 1');
    move();
    expect(readFileSync(join(to, '.pulumi/meta.yaml'), 'utf8')).toBe('version: 1');
  });

  it('are refused where another state of the stack is there, and stay', () => {
    putHome(from);
    put(to, `${stacks}/home.json`, 'another');
    put(from, `${stacks}/office.json`);
    expect(move).toThrow(/^Stack home has two states: .*\/from\/.*, and .*\/to\/.*\nNothing was changed\.$/);
    expect(stacksIn(from).sort()).toEqual(['home', 'office']);
    expect(checkpointOf('home', from)).toBe(`${stacks}/home.json`);
    expect(readFileSync(join(to, stacks, 'home.json'), 'utf8')).toBe('another');
  });

  it('are moved on after a move that was cut off, before or after the state was there', () => {
    putHome(from);
    put(to, 'moving-home', 'half');
    put(to, `${stacks}/home.json.bak`);
    move();
    expect(stacksIn(from)).toEqual([]);
    expect(readFileSync(join(to, stacks, 'home.json'), 'utf8')).toBe(`${stacks}/home.json`);

    putHome(from);
    move();
    expect(stacksIn(from)).toEqual([]);
  });

  it('stay where both places are one folder', () => {
    putHome(from);
    symlinkSync(from, to);
    expect(move()).toEqual([]);
  });

  it('are not moved while a run changes one of them; a lock that was left goes along', () => {
    putHome(from);
    const lock = { username: 'ann', hostname: hostname(), timestamp: new Date().toISOString() };
    const file = '.pulumi/locks/organization/kafka-proxied/home/1.json';
    put(from, file, JSON.stringify({ ...lock, pid: process.pid }));
    expect(move).toThrow(/is locked by ann on .*\. Wait until that ends/);
    // Of another machine, nobody can tell here.
    put(from, file, JSON.stringify({ ...lock, hostname: 'elsewhere', pid: 0x7fffffff }));
    expect(move).toThrow(/is locked by ann on elsewhere/);
    expect(stacksIn(to)).toEqual([]);
    put(from, file, JSON.stringify({ ...lock, pid: 0x7fffffff }));
    move();
    expect(existsSync(join(to, file))).toBe(true);
  });
});

describe('the stack file of a state', () => {
  const fileIn = (name: string): string => {
    const folder = join(to, '..', name);
    put(folder, 'Pulumi.home.yaml');
    return join(folder, 'Pulumi.home.yaml');
  };

  it('is the first that uses it, and no other while that one is there', () => {
    const [first, second] = [fileIn('first'), fileIn('second')];
    claimStack('home', to, first);
    claimStack('home', to, first);
    expect(() => claimStack('home', to, second)).toThrow(
      /belongs to .*\/first\/Pulumi\.home\.yaml, and this is/,
    );
    claimStack('office', to, second);
    expect(said).toEqual([]);
  });

  it('is another once that one is gone, and that is said', () => {
    const [first, second] = [fileIn('first'), fileIn('second')];
    claimStack('home', to, first);
    rmSync(first);
    claimStack('home', to, second);
    expect(said).toEqual([
      expect.stringMatching(/was that of .*\/first\/.*; it is now that of .*\/second\/.*\.$/),
    ]);
  });
});
