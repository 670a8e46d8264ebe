// Proves what becomes of a kept archive that was damaged, with one made of empty jars; not how hosts refuse a damaged copy.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { KafkaArchive } from '../../setup/kafka-archive.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const temporary = temporaryFolder();
const said: string[] = [];
vi.mock('../../lib/progress.ts', () => ({
  say: (line: string) => said.push(line),
  step: (_: string, work: (note: () => void) => unknown) => work(() => {}),
}));
vi.mock('../../lib/paths.ts', async (original) => ({
  ...(await original<object>()),
  localDir: temporary,
  archiveDir: join(temporary, 'archives'),
}));
const { ensureKafkaArchive } = await import('../../setup/kafka-archive.ts');

const top = 'kafka_2.13-3.9.2';
const jars = [
  ...['kafka_2.13-3.9.2', 'kafka-clients-3.9.2', 'kafka-tools-3.9.2', 'zookeeper-3.8.4', 'slf4j-api-1.7.36'],
  ...['reload4j-1.2.25', 'slf4j-reload4j-1.7.36', 'metrics-core-2.2.0', 'snappy-java-1.1.10.5'],
];
let made: KafkaArchive;

beforeEach(async () => {
  said.length = 0;
  const own = join(temporary, 'own');
  for (const name of [...jars.map((jar) => `libs/${jar}.jar`), 'LICENSE', 'NOTICE']) {
    mkdirSync(dirname(join(own, top, name)), { recursive: true });
    writeFileSync(join(own, top, name), name);
  }
  execFileSync('tar', ['-czf', join(own, `${top}.tgz`), '-C', own, top]);
  vi.stubEnv('KAFKA_PROXIED_ARCHIVES', own);
  made = await ensureKafkaArchive('3.9.2');
  said.length = 0;
});
afterEach(() => void vi.unstubAllEnvs());

/** As a disk does it: neither the times nor, but for what was cut off, the size tell. */
function damaged(damage: (path: string) => void): void {
  const times = join(temporary, 'times');
  execFileSync('touch', ['--reference', made.path, times]);
  damage(made.path);
  execFileSync('touch', ['--reference', times, made.path]);
}

describe('an archive that is kept', () => {
  it('stays as long as it is what was verified', async () => {
    const { mtimeMs } = statSync(made.path);
    expect(await ensureKafkaArchive('3.9.2')).toEqual(made);
    expect(statSync(made.path).mtimeMs).toBe(mtimeMs);
    expect(said).toEqual([]);
  });

  it.each<[string, (path: string) => void]>([
    [
      'has one other byte',
      (path) => {
        const content = readFileSync(path);
        content[600] = (content[600] ?? 0) ^ 1;
        writeFileSync(path, content);
      },
    ],
    ['was cut short', (path) => truncateSync(path, 1024)],
    ['is empty', (path) => truncateSync(path, 0)],
  ])('is made again, the same, when it %s', async (_, damage) => {
    const good = readFileSync(made.path);
    damaged(damage);
    expect(await ensureKafkaArchive('3.9.2')).toEqual(made);
    expect(readFileSync(made.path).equals(good)).toBe(true);
    expect(said.join('\n')).toContain('no longer what was verified');
  });
});
