// What a lab could leave behind, looked for without the lab's own code.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

function attempt<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

function namesUnder(folder: string, prefix: string): string[] {
  return attempt(() => readdirSync(folder), [])
    .filter((name) => name.startsWith(prefix))
    .map((name) => join(folder, name));
}

/** Processes whose command line, current folder or control group tells of the lab. */
function processes(folder: string, prefix: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      const text = (file: string) => attempt(() => readFileSync(join('/proc', name, file), 'utf8'), '');
      // What has ended and only waits to be collected by the machine's init is no longer the lab's.
      if (/^State:\s+Z/m.test(text('status'))) return [];
      const command = text('cmdline').replaceAll('\0', ' ');
      const cwd = attempt(() => readlinkSync(join('/proc', name, 'cwd')), '');
      const tells = [command, cwd, text('cgroup')].some(
        (found) => found.includes(folder) || found.includes(prefix),
      );
      return tells ? [`process ${name}: ${command}`] : [];
    });
}

/**
 * Traces of a lab on this machine: processes, mounts, namespaces, control groups, nspawn's folders, and what lies in
 * the lab folder besides images.
 * @param folder the checkout's folder
 * @param prefix the lab's prefix, such as `kp-1a2b-`
 */
export function tracesOf(folder: string, prefix: string): string[] {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter((line) => line.includes(`${folder}/`) || line.includes(prefix));
  return [
    ...processes(folder, prefix),
    ...mounts.map((line) => `mount ${line}`),
    ...namesUnder('/run/netns', prefix),
    ...['', 'systemd', 'unified', 'memory', 'pids', 'cpu'].flatMap((hierarchy) =>
      namesUnder(join('/sys/fs/cgroup', hierarchy), prefix),
    ),
    ...['locks', 'propagate', 'unix-export'].flatMap((kind) =>
      namesUnder(join('/run/systemd/nspawn', kind), prefix),
    ),
    ...namesUnder('/var/lib/machines', prefix),
    ...namesUnder(join(folder, '.local/lab'), '').filter((path) => !/\/image-[0-9a-f]+$/.test(path)),
  ];
}
