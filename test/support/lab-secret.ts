// Looks for a secret's value wherever it must not be, without ever putting it on a command line.
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { host, runAt } from './lab-places.ts';

/** Milliseconds between looks at the process lists, unless told otherwise. */
const defaultSampleMs = 40;

/** How the value could look: as it is, and in the encoding of state and documents. */
function shapesOf(secret: string): string[] {
  return [secret, Buffer.from(secret).toString('base64').replace(/=+$/, '')];
}

/** Whether a text shows the secret in some shape. */
export function shows(text: string, secret: string): boolean {
  return shapesOf(secret).some((shape) => text.includes(shape));
}

/** Files under a folder of this machine that show the secret. */
export function filesShowing(folder: string, secret: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .filter((path) => shows(readFileSync(path, 'latin1'), secret));
}

export interface ProcessWatch {
  /** Ends the watch: command lines that showed the secret, and how many different ones were seen. */
  stop(): Promise<{ showing: string[]; seen: number }>;
}

/** Samples the command lines of all processes of this machine; those of the lab's hosts are among them. */
export function watchProcesses(
  secrets: string | readonly string[],
  sampleMs = defaultSampleMs,
): ProcessWatch {
  const seen = new Set<string>();
  let goesOn = true;
  const watching = (async () => {
    while (goesOn) {
      for (const name of readdirSync('/proc')) {
        if (!/^\d+$/.test(name)) continue;
        try {
          seen.add(readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' '));
        } catch {
          // It has ended.
        }
      }
      await sleep(sampleMs);
    }
  })();
  return {
    stop: async () => {
      goesOn = false;
      await watching;
      const showing = [...seen].filter((line) => [secrets].flat().some((secret) => shows(line, secret)));
      return { showing, seen: seen.size };
    },
  };
}

/** The pattern lies outside of what is searched, for as long as the search takes. */
const patterns = `umask 077; patterns=/dev/shm/patterns.$$; trap 'rm -f "$patterns"' EXIT; cat >"$patterns"`;

/** Mode, owner and path of the files on a host that show a secret; its pattern travels by standard input. */
export async function filesOnHost(name: string, ...secrets: string[]): Promise<string[]> {
  const skipped = ['/proc', '/sys', '/dev', '/usr', '/srv', '/opt/kafka-proxied/versions'];
  const prune = skipped.map((path) => `-path ${path}`).join(' -o ');
  const look = `${patterns}
    find / \\( ${prune} \\) -prune -o -type f -print0 |
      xargs -0 grep --no-messages --binary-files=without-match -lF -f "$patterns" | sort | xargs -r stat -c '%a %U:%G %n'`;
  return runAt(host(name), ['bash', '-c', look], { input: secrets.flatMap(shapesOf) });
}

/** Lines of a host's journal that show a secret. */
export async function journalLines(name: string, ...secrets: string[]): Promise<string[]> {
  const look = `${patterns}; journalctl --no-pager --all | grep -F -f "$patterns" || true`;
  return runAt(host(name), ['bash', '-c', look], { input: secrets.flatMap(shapesOf) });
}
