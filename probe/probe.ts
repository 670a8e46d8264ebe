// Asks each managed host once, over plain ssh, what is there. Nothing is changed.
import { readFileSync } from 'node:fs';
import pMap from 'p-map';
import type { Plan } from '../config/plan/types.ts';
import type { Host, HostId, Topology } from '../config/topology.ts';
import { explainEarlyEnd } from '../ssh/explain-early-end.ts';
import { explainSshFailure } from '../ssh/explain.ts';
import { shellJoin } from '../ssh/quote.ts';
import { runSsh } from '../ssh/run.ts';
import { sftpFault } from '../ssh/sftp-trial.ts';
import { sshTarget } from '../ssh/target.ts';
import { parseFacts } from './parse-facts.ts';
import { versionsToCopy } from './needs.ts';
import type { ProbeResult } from './probe-result.ts';
import { probeArguments } from './request.ts';

/** Logins at once: more would meet the limits of a jump host or a small gateway. */
const loginsAtOnce = 8;
/** A host that answers slower than this is reported, not waited for. */
const deadlineMs = 25_000;

const parts = ['talk.sh', 'wire.sh', 'quorum.sh', 'registrations.sh', 'usable.sh', 'firewalld-look.sh'].map(
  (name) => `../templates/scripts/${name}`,
);

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

async function probeHost(topology: Topology, plan: Plan, host: Host): Promise<ProbeResult> {
  const target = sshTarget(host);
  const look = ['bash', '-s', '--', ...probeArguments(topology, plan, host)];
  // sudo drops this variable, so the login shell puts in what it says. Reasons are told by their English words.
  const command = `${shellJoin(['env', 'LC_ALL=C', 'sudo', '-n', ...look])} "$SSH_CONNECTION"`;
  const began = Date.now() / 1000;
  const result = await runSsh(target, { command, stdin: probeScript, deadlineMs });
  if (result.timedOut || result.code === 255 || result.code === undefined) {
    return { ok: false, reason: explainSshFailure(target, result) };
  }
  const facts = parseFacts(result.stdout);
  if (!facts) return { ok: false, reason: explainEarlyEnd(target.access.user, result) };
  facts.clockAhead = clockAhead(facts.time, began, Date.now() / 1000);
  if (versionsToCopy(topology, host.id, facts).length > 0) {
    const fault = await sftpFault(target, deadlineMs);
    if (fault !== undefined) facts.sftpFault = fault;
  }
  return { ok: true, facts };
}

/** Probes all managed hosts but the abandoned ones, a few at a time; a failure is a result like any other. */
export async function probeHosts(topology: Topology, plan: Plan): Promise<Map<HostId, ProbeResult>> {
  const asked = topology.hosts.filter((host) => host.managed && !host.abandoned);
  const results = await pMap(
    asked,
    async (host) => [host.id, await probeHost(topology, plan, host)] as const,
    { concurrency: loginsAtOnce },
  );
  return new Map(results);
}
