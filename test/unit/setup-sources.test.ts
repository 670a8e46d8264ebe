// Proves the choice among sources and what is remembered of refusals; not that any real source answers.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { takeFirst, type Refusals, type Source } from '../../setup/sources.ts';

const said: string[] = [];
vi.mock('../../lib/progress.ts', () => ({ say: (line: string) => said.push(line) }));

function memory(): Refusals & { readonly known: Map<string, string> } {
  const known = new Map<string, string>();
  return {
    known,
    reason: async (what) => known.get(what),
    add: async (what, reason) => void known.set(what, reason),
    forget: async (what) => void known.delete(what),
  };
}

function source(name: string, answer: string | Error | undefined, remember = false) {
  const get = vi.fn(async () => {
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return { name, remember, get } satisfies Source<string>;
}

beforeEach(() => void (said.length = 0));

describe('taking the first source that has it', () => {
  it('asks no further once one gave it', async () => {
    const [missing, there, never] = [source('a', undefined), source('b', 'B'), source('c', 'C')];
    expect(await takeFirst('thing', [missing, there, never], 'advice', memory())).toBe('B');
    expect(missing.get).toHaveBeenCalledTimes(1);
    expect(never.get).not.toHaveBeenCalled();
    expect(said).toEqual([]);
  });

  it('says why a source did not do, and goes on', async () => {
    const sources = [source('download', new Error('HTTP 403')), source('build', 'built')];
    expect(await takeFirst('thing', sources, 'advice', memory())).toBe('built');
    expect(said).toEqual(['    download: not possible: HTTP 403']);
  });

  it('remembers a refused download, says so, and does not try it again', async () => {
    const remembered = memory();
    const download = source('download', new Error('HTTP 403'), true);
    const sources = [download, source('build', 'built')];
    await takeFirst('thing', sources, 'advice', remembered);
    await takeFirst('thing', sources, 'advice', remembered);
    expect(download.get).toHaveBeenCalledTimes(1);
    expect(said[1]).toMatch(/download was refused before \(HTTP 403\).*--retry-downloads/);
  });

  it('does not remember what failed but is no download', async () => {
    const remembered = memory();
    await takeFirst(
      'thing',
      [source('build', new Error('no Go')), source('last', 'L')],
      'advice',
      remembered,
    );
    expect(remembered.known.size).toBe(0);
  });

  it('names every reason and the advice when none works, and then forgets refusals', async () => {
    const remembered = memory();
    remembered.known.set('thing', 'HTTP 403');
    const sources = [source('download', 'never asked', true), source('build', new Error('no Go'))];
    await expect(takeFirst('thing', sources, 'Install Go.', remembered)).rejects.toThrow(
      "thing can't be set up:\n  - download: HTTP 403\n  - build: no Go\nInstall Go.",
    );
    expect(remembered.known.has('thing')).toBe(false);
  });
});
