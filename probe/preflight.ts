// What must hold on the hosts before the first write: every finding at once, or nothing.
import type { Host, HostId, Topology } from '../config/topology.ts';
import type { Plan } from '../config/plan/types.ts';
import { brokerUnit } from '../config/units.ts';
import type { HostFacts } from './facts.ts';
import type { ProbeResult } from './probe.ts';

/** One reason not to go on. */
export interface Finding {
  host: HostId;
  text: string;
}

/** Free space that an archive, its unpacked copy, Java and a first start take. */
const neededFreeKib = 1_048_576;
const neededFreeInodes = 20_000;

function diskFindings(facts: HostFacts): string[] {
  return Object.entries(facts.disks).flatMap(([mount, disk]) => {
    const mib = Math.floor(disk.freeKib / 1024);
    if (disk.freeKib < neededFreeKib) {
      return [`${mount} has ${mib} MiB free and needs ${neededFreeKib / 1024}. Make room there`];
    }
    // Some file systems count no inodes and say 0 or -.
    return disk.freeInodes > 0 && disk.freeInodes < neededFreeInodes
      ? [
          `${mount} has ${disk.freeInodes} free inodes and needs ${neededFreeInodes}. Remove small files there`,
        ]
      : [];
  });
}

function ownerFindings(facts: HostFacts, owner: string): string[] {
  if (!facts.owner || facts.owner === owner) return [];
  return [
    `belongs to the stack ${facts.owner} (/etc/kafka-proxied/owner says so). Destroy that stack first, or take the host out of this one`,
  ];
}

function dataFindings(topology: Topology, host: HostId, facts: HostFacts): string[] {
  const brokers = topology.clusters.flatMap((cluster) =>
    cluster.brokers
      .filter((broker) => broker.host === host)
      .map((broker) => ({ id: String(broker.id), unit: brokerUnit(cluster.id, broker.id) })),
  );
  return brokers.flatMap(({ id, unit }) => {
    const found = facts.data[unit]?.brokerId;
    return found && found !== id
      ? [
          `/var/lib/kafka-proxied/${unit} holds the data of broker ${found}, not of ${id}. Give the broker its old id back, or move that data away`,
        ]
      : [];
  });
}

/** A name that DNS must answer, and answers otherwise on this host. Names that we write are not there yet. */
function nameFindings(plan: Plan, host: HostId, facts: HostFacts): string[] {
  return (plan.names[host] ?? [])
    .filter((entry) => entry.source === 'dns' && !(facts.names[entry.name] ?? []).includes(entry.address))
    .map((entry) => {
      const found = facts.names[entry.name] ?? [];
      return `resolves ${entry.name} to ${found.join(', ') || 'nothing'}, and clients here need ${entry.address}. Correct it in DNS, or let us write it into /etc/hosts (publicNameFrom: hosts)`;
    });
}

function hostFindings(topology: Topology, plan: Plan, host: Host, result: ProbeResult | undefined): string[] {
  if (!result) return [];
  if (!result.ok) return [result.reason];
  return [
    ...ownerFindings(result.facts, topology.owner),
    ...diskFindings(result.facts),
    ...dataFindings(topology, host.id, result.facts),
    ...nameFindings(plan, host.id, result.facts),
  ];
}

/** All findings of all hosts, in the order of the config. */
export function preflightFindings(
  topology: Topology,
  plan: Plan,
  results: Map<HostId, ProbeResult>,
): Finding[] {
  return topology.hosts.flatMap((host) =>
    hostFindings(topology, plan, host, results.get(host.id)).map((text) => ({ host: host.id, text })),
  );
}

/** The one message that stops a run. */
export function describeFindings(findings: Finding[]): string {
  const count = findings.length === 1 ? '1 thing' : `${findings.length} things`;
  return [
    `${count} must be put right on the hosts first; nothing was changed anywhere:`,
    ...findings.map((finding) => `  ${finding.host}: ${finding.text}`),
  ].join('\n');
}
