// Where tests run programs: on the workstation, on a host as root, or the operator's programs in a host's network.
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { workstationCommand } from '../../lab/enter.ts';
import { execCommand } from '../../lab/exec.ts';
import { hostRoot, netnsPath, workstationBinDir, workstationEtcDir } from '../../lab/names.ts';
import { readLabState } from '../../lab/state.ts';
import type { LabHost } from '../../lab/topology.ts';
import { localDir, projectRoot } from '../../lib/paths.ts';

/** The command line that runs a program at a place of the lab. */
export type Place = (argv: readonly string[]) => Promise<string[]>;

export const workstation: Place = async (argv) => workstationCommand(argv);

/** A host of the lab that is up. */
export async function labHost(name: string): Promise<LabHost> {
  const state = readLabState();
  const found = state?.topology.hosts.find((each) => each.name === name);
  if (!found) throw new Error(`the lab has no host ${name}`);
  return found;
}

/** Root on a host, with the host's own programs. */
export function host(name: string): Place {
  return async (argv) => {
    // It lives in the host's own process namespace, where our signals don't reach it: it ends when its way in does.
    return execCommand(await labHost(name), ['setpriv', '--pdeathsig', 'TERM', ...argv]);
  };
}

/** The operator's own programs in the network, and with the names, of a host. */
export function networkOf(name: string): Place {
  return async (argv) => {
    const etc = join(localDir, 'test', `etc-${name}`);
    mkdirSync(etc, { recursive: true });
    for (const file of ['resolv.conf', 'nsswitch.conf'])
      copyFileSync(join(workstationEtcDir, file), join(etc, file));
    copyFileSync(join(hostRoot(name), 'etc', 'hosts'), join(etc, 'hosts'));
    const view = ['bash', join(projectRoot, 'lab', 'workstation.sh'), name, etc, workstationBinDir];
    const apart = ['unshare', '--mount', '--uts', '--propagation', 'slave'];
    return ['nsenter', `--net=${netnsPath(name)}`, ...apart, ...view, ...argv];
  };
}

export interface Dialogue {
  /** Lines for the program's standard input. Default: none. */
  input?: readonly string[];
  /** Sees each line of its output; true: that was enough, and the program is ended a little later. */
  onLine?: (line: string) => boolean;
  /** Seconds after which the program is ended. Default: 180. */
  seconds?: number;
}

/** Milliseconds that a program goes on after its last awaited line, to see what comes twice. */
const graceMs = 2_000;

/**
 * Runs a program at a place.
 * @returns its output, as lines
 * @throws Error with its last lines if it fails before it said enough
 */
export async function runAt(
  place: Place,
  argv: readonly string[],
  { input = [], onLine, seconds = 180 }: Dialogue = {},
): Promise<string[]> {
  const [file = '', ...args] = await place(argv);
  const child = execa(file, args, {
    cwd: projectRoot,
    input: input.map((line) => `${line}\n`).join(''),
    reject: false,
    timeout: seconds * 1000,
  });
  const lines: string[] = [];
  let enough = false;
  for await (const line of child) {
    lines.push(line);
    if (enough || !onLine?.(line)) continue;
    enough = true;
    setTimeout(() => child.kill(), graceMs).unref();
  }
  const { failed, shortMessage, stderr } = await child;
  if (failed && !enough) {
    const said = [...lines.slice(-10), ...stderr.trim().split('\n').slice(-10)];
    throw new Error([shortMessage, ...said].join('\n'));
  }
  return lines;
}

/** Runs a shell script as root on a host and returns its output. @throws Error if it fails */
export async function onHost(name: string, script: string): Promise<string> {
  return (await runAt(host(name), ['bash', '-euo', 'pipefail', '-c', script])).join('\n');
}
