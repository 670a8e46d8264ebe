// The `kafka` command of the operator's own machine: a launcher in this checkout, so that nothing is installed.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workstationBinDir } from '../../lab/names.ts';
import { programArgv } from '../../lib/own-program.ts';
import { shellQuote } from '../../ssh/quote.ts';

/** Text of the launcher. */
function kafkaLauncher(): string {
  const words = programArgv('cli/workstation/kafka.ts').map(shellQuote).join(' ');
  return `#!/bin/sh\n# Written by kafka-proxied at each start; changes are lost.\nexec ${words} "$@"\n`;
}

/**
 * Writes the launcher where it is missing or old; the folder is on the PATH of `npm run shell` and of commands in the
 * lab's workstation. By a rename, since another command may be reading it.
 */
export function writeWorkstationCommands(): void {
  const file = join(workstationBinDir, 'kafka');
  const text = kafkaLauncher();
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  mkdirSync(workstationBinDir, { recursive: true });
  writeFileSync(`${file}.${process.pid}`, text, { mode: 0o755 });
  renameSync(`${file}.${process.pid}`, file);
}
