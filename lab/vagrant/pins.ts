// Host keys of Vagrant machines, read by Vagrant's own way in: not over the network that they are to protect.
import { readHostKey } from '../../config/host-keys.ts';

/** Runs `vagrant` with arguments and gives what it printed. */
export type Vagrant = (...args: string[]) => Promise<string>;

/** Names of the machines that run, from what `vagrant status --machine-readable` prints. */
export function runningMachines(status: string): string[] {
  const lines = status.split('\n').map((line) => line.trim().split(','));
  return lines
    .filter(([, , type, state]) => type === 'state' && state === 'running')
    .map(([, name = '']) => name);
}

/** Why `vagrant --machine-readable` failed, in its own words; it escapes commas and line breaks. */
export function failureIn(printed: string): string | undefined {
  const [, text] = /,error-exit,[^,]*,(.*)$/m.exec(printed) ?? [];
  return text?.replaceAll('\\n', '\n').replaceAll('%!(VAGRANT_COMMA)', ',').trim();
}

/**
 * Lines of a known_hosts file, one for each machine that runs, by its name.
 * @throws Error where none runs, or one has no ed25519 key
 */
export async function pinsOfMachines(vagrant: Vagrant): Promise<Map<string, string>> {
  const names = runningMachines(await vagrant('status', '--machine-readable'));
  if (names.length === 0) throw new Error('No machine of the Vagrantfile runs: `vagrant up` first.');
  const pins = new Map<string, string>();
  for (const name of names) {
    const read = 'cat /etc/ssh/ssh_host_ed25519_key.pub';
    const key = readHostKey(await vagrant('ssh', name, '--command', read, '--', '-T'));
    if (!('value' in key)) throw new Error(`${name}: ${key.reason} ${key.fix}`);
    pins.set(name, `${name} ${key.value}\n`);
  }
  return pins;
}
