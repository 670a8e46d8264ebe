// A folder that passes for a host's file system, so that host scripts run as they are but for their paths.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type Document, renderBody } from '../../templates/document.ts';
import { hostScripts } from '../../templates/scripts.ts';

export interface Outcome {
  code: number | null;
  /** What is recorded with the stamp. */
  results: string;
  stderr: string;
}

const places = [
  '/etc/firewalld',
  '/etc/kafka-proxied',
  '/etc/profile.d',
  '/opt/kafka-proxied',
  '/run/kafka-proxied',
  '/usr/bin/java',
  '/usr/local/bin',
  '/var/lib/kafka-proxied',
];

export class TemporaryHost {
  root = '';
  scripts = '';

  /** Makes its folder. */
  begin(): this {
    this.root = mkdtempSync(join(tmpdir(), 'kafka-proxied-host-'));
    this.scripts = join(this.root, 'scripts');
    const own = execFileSync('sh', ['-c', 'printf %s "$(id -un):$(id -gn)"'], { encoding: 'utf8' });
    for (const [name, text] of Object.entries(hostScripts())) {
      const moved = places.reduce(
        (script, place) => script.replaceAll(place, join(this.root, place)),
        text.replaceAll('root:root', own),
      );
      // The installed command is compared by its digest, so it stays as it is.
      this.write(join('scripts', name), name === 'kafka.sh' ? text : moved);
    }
    for (const place of ['/etc/profile.d', '/usr/local/bin'])
      mkdirSync(this.path(place), { recursive: true });
    return this;
  }

  path(place: string): string {
    return join(this.root, place);
  }

  write(place: string, text: string | Buffer, mode = 0o644): void {
    mkdirSync(dirname(this.path(place)), { recursive: true });
    writeFileSync(this.path(place), text);
    chmodSync(this.path(place), mode);
  }

  read(place: string): string {
    return readFileSync(this.path(place), 'utf8');
  }

  bytes(place: string): Buffer {
    return readFileSync(this.path(place));
  }

  has(place: string): boolean {
    return existsSync(this.path(place));
  }

  /** Runs `VERB_KIND NAME` of kind-KIND.sh on a document; `before` is shell text that replaces functions. */
  run(verb: 'converge' | 'remove', kind: string, name: string, document: Document, before = ''): Outcome {
    const program = `
      set -euo pipefail
      umask 022
      export LC_ALL=C
      scripts=$1
      . "$scripts/lib.sh"
      . "$scripts/kafka-tool.sh"
      . "$scripts/stores.sh"
      . "$scripts/kind-$3.sh"
      # The folder is thrown away.
      sync() { :; }
      ${before}
      read_document
      "$2_$3" "$4"
      cat "$work/results"`;
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['-c', program, '_', this.scripts, verb, kind, name],
      {
        input: `stamp test\n${renderBody(document)}`,
        encoding: 'utf8',
      },
    );
    return { code: status, results: stdout, stderr };
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** The host is made anew for each test, and removed after it. */
export function forEachTest<T extends TemporaryHost>(host: T): T {
  beforeEach(() => void host.begin());
  afterEach(() => host.remove());
  return host;
}

/** A host for each test. */
export function temporaryHost(): TemporaryHost {
  return forEachTest(new TemporaryHost());
}
