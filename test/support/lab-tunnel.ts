// The dev stack's tunnel to cluster 2, seen from its two ends.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { localDir } from '../../lib/paths.ts';
import { host, onHost, type Place, runAt } from './lab-places.ts';

export const server = { name: 'kafkaclientmachine1', address: '198.51.100.211' };
export const client = 'kafkaclientmachine2';
export const unit = 'kafka-proxied-tunnel-cluster2';
export const ports = [2181, 9091, 9092];

/** Seconds within which a tunnel is back. */
export const backSeconds = 15;
/** Longer than it may take, so that a slow one is measured, too. */
const giveUpMs = 90_000;

const ruok = `timeout 1 bash -c 'exec 3<>/dev/tcp/127.0.2.1/2181; printf srvr >&3; head -n 1 <&3' 2>/dev/null | grep -q . && echo up || true`;

/** Whether ZooKeeper of cluster 2 answers on a host: through the tunnel, or on its own machine. */
export async function answers(name: string): Promise<boolean> {
  return (await onHost(name, ruok).catch(() => '')) === 'up';
}

export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + giveUpMs; Date.now() < deadline; await sleep(200)) {
    if (await holds()) return;
  }
  throw new Error(`still not after ${giveUpMs / 1000} s: ${what}`);
}

/** Seconds from now until cluster 2 answers through the tunnel. */
export async function secondsUntilBack(): Promise<number> {
  const began = Date.now();
  await until('cluster 2 answers through the tunnel', () => answers(client));
  return (Date.now() - began) / 1000;
}

/** Whether an sshd greets at the server, as the client sees it. */
export async function sshdGreets(): Promise<boolean> {
  const greet = `timeout 1 bash -c 'head -n 1 </dev/tcp/${server.address}/22' 2>/dev/null | grep -q ^SSH && echo yes || true`;
  return (await onHost(client, greet).catch(() => '')) === 'yes';
}

/** Ends the sessions of tunnels on the server, as an sshd that dies does. */
export const endSessions = `for status in /proc/[0-9]*/status; do
  if grep -q "^Uid:[[:space:]]*$(id -u kafka-tunnel)[[:space:]]" "$status" 2>/dev/null; then pid=\${status#/proc/}; kill -KILL "\${pid%/status}" || true; fi
done`;

/** The tunnel's private key, where the operator's programs can read it. */
export async function stolenKey(): Promise<string> {
  const folder = join(localDir, 'test', 'tunnel-key');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'id');
  const text = await onHost(client, `cat /etc/kafka-proxied/${unit}/keys/*`);
  writeFileSync(file, `${text}\n`, { mode: 0o600 });
  return file;
}

/** The command line that logs in with a key, and with nothing else of the host's. */
export function withKey(key: string, ...rest: string[]): string[] {
  const options = ['IdentitiesOnly=yes', 'IdentityAgent=none', 'BatchMode=yes', 'ConnectTimeout=5'];
  const unchecked = ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'ExitOnForwardFailure=yes'];
  const flags = [...options, ...unchecked].flatMap((option) => ['-o', option]);
  return ['timeout', '12', 'ssh', '-F', 'none', '-i', key, ...flags, ...rest];
}

/** Runs a program to its end. @returns its output and errors, and with which code it ended */
export async function outcome(
  place: Place,
  argv: readonly string[],
): Promise<{ code: number; said: string }> {
  const lines = await runAt(place, ['bash', '-c', '"$@" </dev/null 2>&1; echo "code $?"', '_', ...argv]);
  const code = Number(/^code (\d+)$/.exec(lines.at(-1) ?? '')?.[1]);
  return { code, said: lines.slice(0, -1).join('\n') };
}

export const onClient: Place = host(client);
