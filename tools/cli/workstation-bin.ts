// The `kafka` command of the operator's own machine: a launcher in this checkout, so that nothing is installed.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workstationBinDir } from '../../lab/names.ts';
import { shellQuote } from '../../ssh/quote.ts';
import { programArgv } from './subcommand.ts';

/** Text of the launcher. */
export function kafkaLauncher(): string {
  const words = programArgv('tools/cli/kafka-on-workstation.ts').map(shellQuote).join(' ');
  return `#!/bin/sh\n# Written by kafka-proxied at each start; changes are lost.\nexec ${words} "$@"\n`;
}

/** Writes the launcher; the folder is on the PATH of `npm run shell` and of commands in the lab's workstation. */
export function writeWorkstationCommands(): void {
  mkdirSync(workstationBinDir, { recursive: true });
  writeFileSync(join(workstationBinDir, 'kafka'), kafkaLauncher(), { mode: 0o755 });
}
