// A run that refuses before the first write: what it says, how long that took, and that every host is as it was.
import { expect } from 'vitest';
import { say } from '../../lib/progress.ts';
import type { FaultRun } from './fault-case.ts';
import { onHost } from './lab-places.ts';
import { services } from './lab-services.ts';
import { type DevStack, managedHosts, withoutDebug } from './lab-stack.ts';

// Content, modes and times; what a service writes while it runs is left out.
const traceOfHost = `
  find /opt/kafka-proxied /etc/kafka-proxied /etc/hosts /etc/systemd/system /usr/local/bin \\
    -printf '%p %y %m %u %s %T@ %l\\n' 2>/dev/null | sort | sha256sum
  cat /etc/kafka-proxied/stamps/* 2>/dev/null | sha256sum`;

/** What must stay as it is on all hosts: our files, their stamps, and the starts of the services. */
export async function traces(dev: DevStack): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = await services(dev.topology);
  for (const host of managedHosts(dev)) found[host] = await onHost(host, traceOfHost);
  return found;
}

/**
 * Runs `up` as people type it, preview included, and asserts that it is refused and that nothing changed anywhere.
 * @returns what it said
 */
export async function refusedUp(run: FaultRun, config = run.config): Promise<string> {
  const before = await traces(run.dev);
  const began = Date.now();
  const { code, output } = await run.script('up', '--yes', '--config-file', config);
  say(`refused after ${((Date.now() - began) / 1000).toFixed(1)} s`);
  const said = withoutDebug(output);
  expect(code, said).not.toBe(0);
  expect(await traces(run.dev)).toEqual(before);
  return said;
}

/** The findings of a refusal, one a line, without their names in brackets. @throws if there is no refusal */
export function findingsIn(said: string): string[] {
  const lines = said.split('\n').map((line) => line.trim());
  const first = lines.findLastIndex((line) => line.includes('must be fixed on the hosts first'));
  if (first < 0) throw new Error(`this is no refusal:\n${said}`);
  const rest = lines.slice(first + 1).map((line) => line.replace(/ \([a-z-]+\)$/, ''));
  const end = rest.findIndex((line) => !/^[a-z0-9-]+: /.test(line));
  return end < 0 ? rest : rest.slice(0, end);
}

/** The host's time now, for {@link connectionsSince}. */
export async function timeOf(host: string): Promise<string> {
  return onHost(host, "date '+%F %T.%6N'");
}

/** What a host's sshd noted since then, a list of its lines for each connection, by the connection's source port. */
export async function connectionsSince(host: string, since: string): Promise<Record<string, string[]>> {
  // Not by unit: of a process that ended at once, the journal no longer finds out which one it was of.
  const text = await onHost(host, `journalctl --identifier=sshd --output=cat --quiet --since='${since}'`);
  const connections: Record<string, string[]> = {};
  for (const line of text.split('\n')) {
    const port = / port (\d+)/.exec(line)?.[1];
    if (port !== undefined && !line.startsWith('Server listening')) (connections[port] ??= []).push(line);
  }
  return connections;
}
