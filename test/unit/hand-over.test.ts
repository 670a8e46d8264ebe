// Proves what becomes of a host's mark, in temporary folders; not that a host is reached.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { handOver as command } from '../../cli/hand-over/hand-over.ts';
import { projectRoot } from '../../lib/paths.ts';
import { UsageError } from '../../lib/program.ts';
import { given } from '../support/given.ts';

const [from, to] = ['kafka-proxied/dev', 'kafka-proxied/prod'];
let folder: string;
let mark: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hand-over-'));
  mark = join(folder, 'owner');
});
afterEach(() => rmSync(folder, { recursive: true }));

function handOver(verb: 'look' | 'change'): { code: number | null; said: string } {
  const { status, stderr } = spawnSync('bash', ['-s', '--', verb, from, to], {
    input: readFileSync(join(projectRoot, 'cli/hand-over/hand-over.sh')),
    env: { ...process.env, OWNER_FILE: mark, LOCK_FILE: join(folder, 'lock') },
    encoding: 'utf8',
  });
  return { code: status, said: stderr };
}
const owner = (): string => readFileSync(mark, 'utf8');

describe('a host', () => {
  it('is looked at first, then gets the new mark', () => {
    writeFileSync(mark, `${from}\n`, { mode: 0o644 });
    expect(handOver('look')).toEqual({ code: 0, said: '' });
    expect(owner()).toBe(`${from}\n`);
    expect(handOver('change')).toEqual({ code: 0, said: '' });
    expect(handOver('change')).toEqual({ code: 0, said: '' });
    expect(owner()).toBe(`${to}\n`);
    expect(statSync(mark).mode & 0o777).toBe(0o644);
    expect(readdirSync(folder)).toEqual(['owner']);
  });

  it.each(['look', 'change'] as const)('of a third stack is refused: %s', (verb) => {
    writeFileSync(mark, 'kafka-proxied/other\n');
    expect(handOver(verb)).toEqual({
      code: 1,
      said: `belongs to the stack kafka-proxied/other, not to ${from}\n`,
    });
    expect(owner()).toBe('kafka-proxied/other\n');
  });

  it('without a mark stays without', () => {
    expect(handOver('change').code).toBe(0);
    expect(existsSync(mark)).toBe(false);
  });
});

describe('the command', () => {
  it('takes one owner, and hosts', async () => {
    expect(await given(command.command, ['--from', from])).toEqual([{ from }, []]);
    expect(await given(command.command, ['engine1', '--from', from, 'engine2'])).toEqual([
      { from },
      ['engine1', 'engine2'],
    ]);
  });

  it.each([[[]], [['--from']], [['--from', 'dev']], [['--from', 'a/b/c']], [['--from', from, '--yes']]])(
    'is misused: %j',
    async (args) => {
      await expect(given(command.command, args)).rejects.toThrow(UsageError);
    },
  );
});
