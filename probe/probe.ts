// Asks each managed host once, over plain ssh, what is there. Nothing is changed.
import { readFileSync } from 'node:fs';
import type { Plan } from '../config/plan/types.ts';
import type { Host, HostId, Topology } from '../config/topology.ts';
import { explainSshFailure } from '../ssh/explain.ts';
import { shellJoin } from '../ssh/quote.ts';
import { runSsh } from '../ssh/run.ts';
import { sshTarget } from '../ssh/target.ts';
import { type HostFacts, parseFacts } from './facts.ts';
import { mapAtMost } from './limit.ts';

export type ProbeResult = { ok: true; facts: HostFacts } | { ok: false; reason: string };

/** Logins at once: more would meet the limits of a jump host or a small gateway. */
const loginsAtOnce = 8;
/** A host that answers slower than this is reported, not waited for. */
const deadlineMs = 15_000;

const script = readFileSync(new URL('./probe.sh', import.meta.url), 'utf8');

function listOrDash(words: string[]): string {
  return words.length > 0 ? words.join(',') : '-';
}

async function probeHost(host: Host, names: string[], zookeepers: string[]): Promise<ProbeResult> {
  const target = sshTarget(host);
  const command = shellJoin(['sudo', '-n', 'bash', '-s', '--', listOrDash(names), listOrDash(zookeepers)]);
  const result = await runSsh(target, { command, stdin: script, deadlineMs });
  if (result.timedOut || result.code === 255 || result.code === undefined) {
    return { ok: false, reason: explainSshFailure(target, result) };
  }
  const facts = parseFacts(result.stdout);
  if (facts) return { ok: true, facts };
  const said = result.stderr.trim().split('\n').at(-1) ?? '';
  return {
    ok: false,
    reason: /sudo/.test(said)
      ? `${target.access.user} can't use sudo without a password (${said}). Give this user a NOPASSWD rule in /etc/sudoers.d`
      : `the look at this host ended early with code ${result.code}: ${said || 'no message'}`,
  };
}

/** Probes all managed hosts, a few at a time; a failure is a result like any other. */
export async function probeHosts(topology: Topology, plan: Plan): Promise<Map<HostId, ProbeResult>> {
  const managed = topology.hosts.filter((host) => host.managed);
  const results = await mapAtMost(loginsAtOnce, managed, async (host) => {
    const names = (plan.names[host.id] ?? []).map((entry) => entry.name);
    const zookeepers = topology.clusters.flatMap((cluster) =>
      cluster.zookeeper.filter((node) => node.host === host.id).map((node) => `${host.address}:${node.port}`),
    );
    return [host.id, await probeHost(host, names, zookeepers)] as const;
  });
  return new Map(results);
}
