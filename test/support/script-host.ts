// More of a temporary host: system folders, commands that stand in for the real ones, and shell lines to try.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { probeScript } from '../../probe/probe.ts';
import { forEachTest, TemporaryHost } from './temporary-host.ts';

export interface ShellResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

const places = [
  '/etc/needrestart',
  '/run/systemd/system',
  '/etc/hosts',
  '/etc/systemd/system',
  '/etc/sysctl.d',
  '/etc/fstab',
  '/etc/kafka-proxied',
  '/opt/kafka-proxied',
  '/run/kafka-proxied',
  '/var/lib/kafka-proxied',
  '/usr/bin/java',
];

export class ScriptHost extends TemporaryHost {
  override begin(): this {
    super.begin();
    for (const name of readdirSync(this.scripts)) {
      const text = this.read(join('scripts', name));
      this.write(join('scripts', name), this.moved(text, places.slice(0, 5)), 0o755);
    }
    for (const place of ['/bin', '/etc/systemd/system', '/etc/sysctl.d'])
      mkdirSync(this.path(place), { recursive: true });
    return this;
  }

  /** The text with its places below the temporary folder, and our commands before the real ones. */
  moved(text: string, which = places): string {
    return which
      .reduce((script, place) => script.replaceAll(place, this.path(place)), text)
      .replaceAll('PATH=/usr/sbin', `PATH=${this.path('/bin')}:/usr/sbin`);
  }

  /** Makes a command of that name, in bash. */
  command(name: string, body: string): void {
    this.write(`/bin/${name}`, `#!/bin/bash\n${body}\n`, 0o755);
  }

  /** Text of a few lines of bash after the common parts and those of each kind. */
  lines(script: string, ...kinds: string[]): string {
    const sources = [
      'lib',
      'kafka-tool',
      'authorization',
      'service',
      'stores',
      'emptied',
      ...kinds.map((kind) => `kind-${kind}`),
    ];
    return [
      'set -euo pipefail',
      'umask 022',
      `export LC_ALL=C PATH=${this.path('/bin')}:$PATH`,
      ...sources.map((name) => `. ${this.scripts}/${name}.sh`),
      script,
    ].join('\n');
  }

  /** Runs them. */
  shell(script: string, kinds: string[] = [], input = ''): ShellResult {
    return bash(this.lines(script, ...kinds), input);
  }

  /** Path of the probe's script for this host. @param more places of it beside the usual ones */
  probe(more: readonly string[] = []): string {
    this.write('/probe.sh', this.moved(probeScript, [...places, ...more]));
    return this.path('/probe.sh');
  }
}

/** A host that is new for each test, and removed after it. */
export function scriptHost(): ScriptHost {
  return forEachTest(new ScriptHost());
}

function bash(script: string, input: string): ShellResult {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script], { input, encoding: 'utf8' });
  return { code: status, stdout, stderr };
}
