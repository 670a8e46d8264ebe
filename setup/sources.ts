// Where a piece of set-up comes from: the first source that can give it, in a fixed order, with every refusal told.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../lib/message.ts';
import { localDir } from '../lib/paths.ts';
import { say } from '../lib/progress.ts';
import { readRecord, writeInPlace } from './staging.ts';

/** One way to get something. `get` resolves to undefined, or throws, if this way doesn't lead there. */
export interface Source<T> {
  /** For people: "official download". */
  readonly name: string;
  /** A refused download is remembered, so that later runs don't wait for it again. */
  readonly remember?: boolean;
  readonly get: () => Promise<T | undefined>;
}

/** What earlier runs learned about downloads that are refused. */
export interface Refusals {
  reason(what: string): Promise<string | undefined>;
  add(what: string, reason: string): Promise<void>;
  forget(what: string): Promise<void>;
}

/** Refusals as files under .local/setup/refused/. */
export const refusals: Refusals = {
  async reason(what) {
    return (await readRecord<{ reason: string }>(refusalFile(what)))?.reason;
  },
  async add(what, reason) {
    await writeInPlace(refusalFile(what), `${JSON.stringify({ reason, at: new Date().toISOString() })}\n`);
  },
  async forget(what) {
    await rm(refusalFile(what), { force: true });
  },
};

function refusalFile(what: string): string {
  return join(localDir, 'setup', 'refused', `${what}.json`);
}

/**
 * What the first source gives that has it. Refusals are said, and remembered where a source asks for it; they are
 * forgotten when no source worked, so that the next run tries everything again.
 * @param what short name of the thing, also that of its refusal: "pulumi"
 * @throws Error that lists every source with its reason, and `advice`
 */
export async function takeFirst<T>(
  what: string,
  sources: readonly Source<T>[],
  advice: string,
  memory: Refusals = refusals,
): Promise<T> {
  const failures: string[] = [];
  for (const source of sources) {
    const known = source.remember ? await memory.reason(what) : undefined;
    if (known !== undefined) {
      say(
        `    ${source.name} was refused before (${known}); \`npm run setup -- --retry-downloads\` tries again`,
      );
      failures.push(`${source.name}: ${known}`);
      continue;
    }
    try {
      const found = await source.get();
      if (found !== undefined) return found;
    } catch (error) {
      const reason = messageOf(error).trim();
      say(`    ${source.name}: not possible: ${reason}`);
      failures.push(`${source.name}: ${reason}`);
      if (source.remember) await memory.add(what, reason);
    }
  }
  await memory.forget(what);
  throw new Error([`${what} can't be set up:`, ...failures.map((line) => `  - ${line}`), advice].join('\n'));
}
