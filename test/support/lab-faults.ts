// Faults of the lab's hosts and cables, to inject and to take back. The lab must be up.
import { readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { initPid } from '../../lab/exec.ts';
import { hasSupervisor } from '../../lab/hosts.ts';
import { internetName, machineName, netnsPath } from '../../lab/names.ts';
import { labProcesses } from '../../lab/processes.ts';
import type { LabInterface } from '../../lab/topology.ts';
import { labHost } from './lab-places.ts';

const powerDeadlineMs = 20_000;
const pollMs = 100;

async function cablesOf(name: string): Promise<LabInterface[]> {
  return (await labHost(name)).interfaces;
}

/** Runs a program in the namespace that holds the bridges. */
async function inInternet(
  argv: [string, ...string[]],
  options: { input?: string; reject?: boolean } = {},
): Promise<void> {
  await execa('nsenter', [`--net=${netnsPath(internetName)}`, ...argv], options);
}

// The names that nftables takes hold no dashes.
const tableOf = (what: string, host: string): string => `${what}_${host.replaceAll(/\W/g, '_')}`;

/**
 * Drops some of what goes to a host and comes from it.
 * @param to, from the ends of the two rules, behind the ports of the host's cables
 */
async function drop(what: string, host: string, to: string, from: string): Promise<void> {
  const ports = (await cablesOf(host)).map(({ port }) => `"${port}"`).join(', ');
  const input = `table bridge ${tableOf(what, host)} {
  chain forward {
    type filter hook forward priority filter;
    oifname { ${ports} } ${to}
    iifname { ${ports} } ${from}
  }
}
`;
  await inInternet(['nft', '--file', '-'], { input });
}

/** Cuts all cables of a host silently: it still sees a carrier, and whatever is sent either way is lost. */
export async function cutLink(host: string): Promise<void> {
  for (const { port } of await cablesOf(host)) await inInternet(['ip', 'link', 'set', port, 'nomaster']);
}

/** Puts the cables of a host back that {@link cutLink} cut. */
export async function restoreLink(host: string): Promise<void> {
  for (const { port, bridge } of await cablesOf(host)) {
    await inInternet(['ip', 'link', 'set', port, 'master', bridge]);
  }
}

/** Drops what goes to a host's port 22 and comes from it, silently; everything else passes. */
export async function cutSsh(host: string): Promise<void> {
  await drop('no_ssh', host, 'tcp dport 22 drop', 'tcp sport 22 drop');
}

/** Takes back what {@link cutSsh} did. */
export async function restoreSsh(host: string): Promise<void> {
  await inInternet(['nft', 'delete', 'table', 'bridge', tableOf('no_ssh', host)]);
}

export interface LinkQuality {
  /** Megabits a second in each direction, such as 3; undefined: not limited. */
  megabits?: number;
  /** Per cent of packets that are lost in each direction; undefined: none. */
  lossPercent?: number;
}

/** Makes a host's cables slow (token bucket) or lossy. {@link mendLink} takes it back. */
export async function worsenLink(host: string, { megabits, lossPercent }: LinkQuality): Promise<void> {
  const cables = await cablesOf(host);
  if (megabits !== undefined) {
    const bucket = ['tbf', 'rate', `${megabits}mbit`, 'burst', '16kb', 'latency', '400ms'];
    for (const { port, name } of cables) {
      await inInternet(['tc', 'qdisc', 'replace', 'dev', port, 'root', ...bucket]);
      await execa('tc', ['-netns', machineName(host), 'qdisc', 'replace', 'dev', name, 'root', ...bucket]);
    }
  }
  if (lossPercent !== undefined) {
    const some = `numgen random mod 100 < ${lossPercent} drop`;
    await drop('loss', host, some, some);
  }
}

/** Takes back what {@link worsenLink} did; nothing happens to a link that is well. */
export async function mendLink(host: string): Promise<void> {
  const options = { reject: false };
  for (const { port, name } of await cablesOf(host)) {
    await inInternet(['tc', 'qdisc', 'del', 'dev', port, 'root'], options);
    await execa('tc', ['-netns', machineName(host), 'qdisc', 'del', 'dev', name, 'root'], options);
  }
  await inInternet(['nft', 'delete', 'table', 'bridge', tableOf('loss', host)], options);
}

/**
 * Ends a host as a power cut does: its init is killed, and everything in it at once. Its disk stays; what was written
 * and not yet synced is not lost, because the page cache is the machine's. `lab up` switches it on again.
 */
export async function powerOff(host: string): Promise<void> {
  const pid = initPid(host);
  if (pid === undefined) throw new Error(`${host} is off already`);
  process.kill(pid, 'SIGKILL');
  for (const deadline = Date.now() + powerDeadlineMs; Date.now() < deadline; await sleep(pollMs)) {
    if (!hasSupervisor(host)) return;
  }
  throw new Error(`${host} was killed, and its supervisor did not end within ${powerDeadlineMs / 1000} s`);
}

/** Signals everything that runs on a host, its init first, so that nothing starts meanwhile. */
function signalAll(host: string, signal: 'SIGSTOP' | 'SIGCONT'): void {
  const init = initPid(host);
  if (init === undefined) throw new Error(`${host} is off`);
  const namespaceOf = (pid: number): string => readlinkSync(`/proc/${pid}/ns/pid`);
  const inside = namespaceOf(init);
  process.kill(init, signal);
  for (const { pid, place } of labProcesses()) {
    if (place !== host || pid === init) continue;
    try {
      if (namespaceOf(pid) === inside) process.kill(pid, signal);
    } catch (error) {
      // It ended meanwhile.
      if (!['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
}

/** Stops every process of a host where it is: the kernel still takes connections, and nobody answers. */
export function freeze(host: string): void {
  signalAll(host, 'SIGSTOP');
}

/** Lets a host go on that {@link freeze} stopped. */
export function thaw(host: string): void {
  signalAll(host, 'SIGCONT');
}
