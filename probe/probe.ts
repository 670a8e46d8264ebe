// Asks each managed host once, over plain ssh, what is there. Nothing is changed.
import { readFileSync } from 'node:fs';
import type { Plan } from '../config/plan/types.ts';
import type { Host, HostId, Topology } from '../config/topology.ts';
import { explainEarlyEnd, explainSshFailure } from '../ssh/explain.ts';
import { shellJoin } from '../ssh/quote.ts';
import { runSsh } from '../ssh/run.ts';
import { sshTarget } from '../ssh/target.ts';
import { type HostFacts, parseFacts } from './facts.ts';
import { mapAtMost } from './limit.ts';
import { probeArguments } from './request.ts';

export type ProbeResult = { ok: true; facts: HostFacts } | { ok: false; reason: string };

/** Logins at once: more would meet the limits of a jump host or a small gateway. */
const loginsAtOnce = 8;
/** A host that answers slower than this is reported, not waited for. */
const deadlineMs = 15_000;

const parts = ['talk.sh', 'firewalld-look.sh'].map((name) => `../templates/scripts/${name}`);

/** The text that is sent to a host: what it looks at, and then the look itself. */
export const probeScript = [...parts, './machine.sh', './names.sh', './probe.sh']
  .map((name) => readFileSync(new URL(name, import.meta.url), 'utf8'))
  .join('');

/**
 * Seconds by which a clock is at least ahead, negative: behind, when it showed `time` at some moment between two
 * moments of ours; 0: it may be right.
 */
export function clockAhead(time: number, from: number, to: number): number {
  if (time > to) return time - to;
  return time < from ? time - from : 0;
}

async function probeHost(host: Host, args: string[]): Promise<ProbeResult> {
  const target = sshTarget(host);
  // sudo drops this variable, so the login shell puts in what it says.
  const command = `${shellJoin(['sudo', '-n', 'bash', '-s', '--', ...args])} "$SSH_CONNECTION"`;
  const began = Date.now() / 1000;
  const result = await runSsh(target, { command, stdin: probeScript, deadlineMs });
  if (result.timedOut || result.code === 255 || result.code === undefined) {
    return { ok: false, reason: explainSshFailure(target, result) };
  }
  const facts = parseFacts(result.stdout);
  if (!facts) return { ok: false, reason: explainEarlyEnd(target, result) };
  return { ok: true, facts: { ...facts, clockAhead: clockAhead(facts.time, began, Date.now() / 1000) } };
}

/** Probes all managed hosts but those that are gone for good, a few at a time; a failure is a result like any other. */
export async function probeHosts(topology: Topology, plan: Plan): Promise<Map<HostId, ProbeResult>> {
  const asked = topology.hosts.filter((host) => host.managed && !host.abandoned);
  const results = await mapAtMost(
    loginsAtOnce,
    asked,
    async (host) => [host.id, await probeHost(host, probeArguments(topology, plan, host))] as const,
  );
  return new Map(results);
}
