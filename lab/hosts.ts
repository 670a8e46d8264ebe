// One host: its disk, its wiring, its supervisor.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Image } from './image.ts';
import { packagesMountPoint } from './image/recipe.ts';
import { installKeys } from './keys.ts';
import { labMounts, mountOverlay } from './mounts.ts';
import { hostDir, hostRoot, internetName, machineName, netnsPath } from './names.ts';
import { labProcesses, type LabProcess } from './processes.ts';
import type { LabHost } from './topology.ts';
import { addressBatch, plugBatch, sysctlConf, unplugBatch } from './wiring.ts';

const prepared = 'prepared';
const superviseScript = join(import.meta.dirname, 'supervise.sh');

/** The host's own console: boot messages, and what its supervisor says. */
export function consoleLog(host: string): string {
  return join(hostDir(host), 'console.log');
}

/** Makes the disk of a host that has none, and mounts it. A disk that was left half made is made anew. */
export async function prepareHost(host: LabHost, image: Image): Promise<void> {
  const folder = hostDir(host.name);
  const isNew = !existsSync(join(folder, prepared));
  if (isNew) await rm(folder, { recursive: true, force: true });
  for (const name of ['root', 'upper', 'work']) await mkdir(join(folder, name), { recursive: true });
  if (!(await labMounts()).includes(hostRoot(host.name))) {
    const layers = image.layers[host.family].map((layer) => relative(folder, layer));
    await mountOverlay(folder, layers);
  }
  await writeFile(join(folder, 'plug.batch'), plugBatch(host));
  await writeFile(join(folder, 'unplug.batch'), unplugBatch(host));
  await writeFile(join(folder, 'address.batch'), addressBatch(host));
  await writeFile(join(folder, 'sysctl.conf'), sysctlConf(host));
  if (!isNew) return;
  await personalize(host);
  await writeFile(join(folder, prepared), '');
}

/** Removes the disk of a host that is off. It counts as absent from the first step on. */
export async function removeDisk(host: string): Promise<void> {
  await rm(join(hostDir(host), prepared), { force: true });
  await rm(hostDir(host), { recursive: true, force: true });
}

/** What an installer asks for. The host's own name on 127.0.1.1 is Debian's way. */
async function personalize(host: LabHost): Promise<void> {
  const etc = join(hostRoot(host.name), 'etc');
  await writeFile(join(etc, 'hostname'), `${host.name}\n`);
  await writeFile(
    join(etc, 'hosts'),
    `127.0.0.1\tlocalhost\n127.0.1.1\t${host.name}\n\n::1\tlocalhost ip6-localhost ip6-loopback\n`,
  );
  await writeFile(join(etc, 'machine-id'), `${randomBytes(16).toString('hex')}\n`);
  await installKeys(host);
}

/** Whether something keeps the host running, or is about to boot it. */
export function hasSupervisor(host: string): boolean {
  return labProcesses().some((found) => supervises(found, host));
}

/** Whether a process is the host's supervisor. */
export function supervises({ place, argv }: LabProcess, host: string): boolean {
  const [, script, machine] = argv;
  return place === internetName && script === superviseScript && machine === machineName(host);
}

/** Starts the supervisor, which outlives this process; the answer tells whether it has ended. */
export async function switchOn(host: LabHost, image: Image): Promise<() => boolean> {
  const log = await open(consoleLog(host.name), 'a');
  try {
    const supervisor = spawn(
      'nsenter',
      [
        `--net=${netnsPath(internetName)}`,
        ...['bash', superviseScript],
        ...[machineName(host.name), host.name, hostDir(host.name), image.packages, packagesMountPoint],
      ],
      { cwd: '/', detached: true, stdio: ['ignore', log.fd, log.fd], env: { PATH: process.env['PATH'] } },
    );
    await once(supervisor, 'spawn');
    supervisor.unref();
    return () => supervisor.exitCode !== null || supervisor.signalCode !== null;
  } finally {
    await log.close();
  }
}
