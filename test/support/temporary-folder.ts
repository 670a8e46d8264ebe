// A folder for what tests write.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** It is gone after the last test of the file, or of the `describe`, that asks for it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kafka-proxied-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
