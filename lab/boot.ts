// From a prepared disk to a host that answers.
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { say } from '../lib/progress.ts';
import { endProcesses } from './ending.ts';
import { workstationCommand } from './enter.ts';
import { execCommand, initPid } from './exec.ts';
import { consoleLog, hasSupervisor, switchOn } from './hosts.ts';
import type { Image } from './image.ts';
import { hostDir, operator } from './names.ts';
import { routerRules } from './router.ts';
import type { LabHost } from './topology.ts';

const bootDeadlineMs = 120_000;
const accessDeadlineMs = 60_000;
const pollMs = 250;

/** Runs a command on the host and returns its standard output and how it ended. */
async function onHost(host: LabHost, argv: readonly string[], input = '') {
  const [file, ...rest] = execCommand(host, argv) as [string, ...string[]];
  return execa(file, rest, { input, reject: false });
}

/** systemd's word about the whole host, such as `running`; empty while it can't be asked. */
async function systemState(host: LabHost): Promise<string> {
  if (initPid(host.name) === undefined) return '';
  return (await onHost(host, ['systemctl', 'is-system-running'])).stdout.trim();
}

/** Pulls the plug of a host that nobody would start again after a reboot, then switches it on. */
async function restart(host: LabHost, image: Image): Promise<() => boolean> {
  await endProcesses(({ place }) => place === host.name);
  return switchOn(host, image);
}

/** Switches the host on unless it runs, and waits until all its units are up. */
export async function bootHost(host: LabHost, image: Image): Promise<void> {
  const deadline = Date.now() + bootDeadlineMs;
  let hasEnded: (() => boolean) | undefined;
  let state = '';
  for (; Date.now() < deadline; await sleep(pollMs)) {
    if (hasEnded?.()) throw new Error(await bootFailure(host, 'did not boot'));
    if (!hasEnded && !hasSupervisor(host.name)) hasEnded = await restart(host, image);
    state = await systemState(host).catch(() => '');
    if (state === 'running') return;
    if (state === 'degraded') return reportFailedUnits(host);
  }
  const seconds = bootDeadlineMs / 1000;
  throw new Error(
    await bootFailure(host, `was not up after ${seconds} s; systemd's last word was "${state}"`),
  );
}

async function bootFailure(host: LabHost, what: string): Promise<string> {
  const text = await readFile(consoleLog(host.name), 'utf8').catch(() => '');
  const tail = text
    .trimEnd()
    .split(/[\r\n]+/)
    .slice(-10);
  return `${host.name} ${what}. Its console (${consoleLog(host.name)}) ends with:\n${indented(tail)}`;
}

/** A host with a failed unit is up all the same: whether the unit matters is for its owner to say. */
async function reportFailedUnits(host: LabHost): Promise<void> {
  const { stdout } = await onHost(host, ['systemctl', '--failed', '--no-legend', '--plain']);
  say(`    ${host.name} runs, but some of its units failed:\n${indented(stdout.split('\n'))}`);
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `      ${line}`).join('\n');
}

const installRules = `set -eu
umask 022
apt-get -qq update
DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends nftables >/dev/null
cat >/etc/nftables.conf
systemctl --quiet enable --now nftables.service`;

/** Gives a router its owner's rules, once; later they are the owner's to change. */
export async function provisionRouter(host: LabHost): Promise<void> {
  const done = join(hostDir(host.name), 'provisioned');
  if (host.role !== 'router' || existsSync(done)) return;
  const result = await onHost(host, ['sh', '-c', installRules], routerRules(host));
  if (result.failed) {
    throw new Error(
      `${host.name} could not be made a router (${result.shortMessage?.split('\n')[0]}):\n${result.stderr}`,
    );
  }
  await writeFile(done, '');
}

/** Logs in from the workstation, with the pinned host key, and tries the host's way out. */
export async function tryAccess(
  host: LabHost,
  workstation: LabHost,
  internet: readonly string[],
): Promise<void> {
  const login = workstationCommand(
    ['ssh', '-F', operator.configFile, host.name, 'sudo', '-n', 'true'],
    workstation.name,
  );
  const [file, ...rest] = login as [string, ...string[]];
  const { name } = host;
  const deadline = Date.now() + accessDeadlineMs;
  await untilItWorks(
    deadline,
    () => execa(file, rest, { reject: false, stdin: 'ignore' }),
    ({ stderr }) =>
      `${name} runs, but ${operator.user}'s SSH login from ${workstation.name} failed for ` +
      `${accessDeadlineMs / 1000} s: ${stderr.trim()}\nLook around on it: npm run lab -- exec ${name} -- journalctl -u ssh`,
  );
  const isV6 = (address: string) => address.includes(':');
  const ways = internet.filter((address) => host.nextHops.some((hop) => isV6(hop) === isV6(address)));
  for (const address of ways) {
    // Its gateway may come up later than it does.
    await untilItWorks(
      deadline,
      () => onHost(host, ['ping', '-n', '-c', '1', '-W', '1', address]),
      ({ stdout, stderr }) =>
        `${name} does not reach ${address}, an address beyond its gateway:\n${stdout}${stderr}`,
    );
  }
}

interface Attempt {
  failed: boolean;
  stdout: string;
  stderr: string;
}

/** Tries again and again until a deadline, milliseconds since the epoch. @throws Error with what the last attempt shows */
async function untilItWorks(
  deadline: number,
  attempt: () => Promise<Attempt>,
  failure: (last: Attempt) => string,
): Promise<void> {
  for (;;) {
    const result = await attempt();
    if (!result.failed) return;
    if (Date.now() > deadline) throw new Error(failure(result));
    await sleep(pollMs);
  }
}
