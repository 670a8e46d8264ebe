// The `kafka` command of the operator's own machine: a launcher in this checkout, so that nothing is installed.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workstationBinDir } from '../../lab/names.ts';
import { programArgv } from '../../lib/own-program.ts';
import { shellQuote } from '../../ssh/quote.ts';

/**
 * Writes a command of this checkout where it is missing or old. By a rename, since another command may be reading it.
 * @param argv the words that it starts, before its own
 */
export function writeLauncher(folder: string, name: string, argv: readonly string[]): void {
  const file = join(folder, name);
  const text = `#!/bin/sh\n# Written by kafka-proxied at each start; changes are lost.\nexec ${argv.map(shellQuote).join(' ')} "$@"\n`;
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${file}.${process.pid}`, text, { mode: 0o755 });
  renameSync(`${file}.${process.pid}`, file);
}

/** The folder is on the PATH of `npm run shell` and of commands in the lab's workstation. */
export function writeWorkstationCommands(): void {
  writeLauncher(workstationBinDir, 'kafka', programArgv('cli/workstation/kafka.ts'));
}
