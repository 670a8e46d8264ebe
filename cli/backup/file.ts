// The file of a backup: what it must be, and who may read it.
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { UsageError } from '../../lib/program.ts';
import { projectName } from '../../config/problem.ts';
import { shellQuote } from '../../ssh/quote.ts';

export interface Backup {
  /** Tells the file from any other, such as what `pulumi stack export` prints. */
  kind: 'kafka-proxied backup';
  project: string;
  stack: string;
  /** When it was made, ISO 8601. */
  made: string;
  /** What `pulumi stack export` printed. */
  state: unknown;
}

const kind = 'kafka-proxied backup';

export function backupText(stack: string, state: string, now: Date): string {
  const made: Backup = {
    kind,
    project: projectName,
    stack,
    made: now.toISOString(),
    state: JSON.parse(state),
  };
  return `${JSON.stringify(made, undefined, 1)}\n`;
}

/** Writes a file that its owner alone can read, whoever could read the one before; in one step. */
export function writeForOwner(file: string, text: string): void {
  const aside = `${file}.${randomUUID()}.new`;
  const descriptor = openSync(aside, 'wx', 0o600);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
  renameSync(aside, file);
}

/** @throws Error for a file that others may read or change, or that is no backup of this project */
export function readBackup(file: string): Backup {
  const { mode } = statSync(file, { throwIfNoEntry: false }) ?? {};
  if (mode === undefined) throw new UsageError(`There is no file ${file}.`);
  if ((mode & 0o077) !== 0) {
    throw new Error(
      `${file} can be read or changed by others (mode ${(mode & 0o777).toString(8)}), and it contains the keys of a stack.\n` +
        `Nothing was changed. If nobody else read or changed it: chmod 600 ${shellQuote(file)}`,
    );
  }
  let content: Partial<Backup>;
  try {
    content = JSON.parse(readFileSync(file, 'utf8')) as Partial<Backup>;
  } catch {
    throw new Error(`${file} is not a complete backup: it can't be read as JSON. Nothing was changed.`);
  }
  const { project, stack, made, state } = content;
  if (content.kind !== kind || project !== projectName || !stack || !made || typeof state !== 'object')
    throw new Error(`${file} is not a backup of ${projectName}. Nothing was changed.`);
  return { kind, project, stack, made, state };
}
