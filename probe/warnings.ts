// What stops no run, and brings trouble all the same: said at each preview and up.
import type { Plan } from '../config/plan/types.ts';
import type { HostId, Topology } from '../config/topology.ts';
import type { HostFacts } from './facts.ts';
import { strangersTo } from './ipv6.ts';
import { memoryUse } from './memory.ts';
import type { HostsWriter, NameFacts } from './name-facts.ts';
import type { ProbeResult } from './probe-result.ts';

/** Names of what is said, stable: docs/troubleshooting.md and doctor go by them. */
export const warningIds = ['hosts-file-overwritten', 'ipv6-beside-ipv4', 'little-memory-left'] as const;

export interface Warning {
  id: (typeof warningIds)[number];
  text: string;
}

/** @param here by name: IPv6 addresses that this machine finds */
export function preflightWarnings(
  topology: Topology,
  plan: Plan,
  results: ReadonlyMap<HostId, ProbeResult>,
  here: Readonly<Record<string, string[]>> = {},
): Warning[] {
  const looked = topology.hosts.flatMap(({ id }) => {
    const result = results.get(id);
    return result?.ok ? [{ id, facts: result.facts, naming: result.facts.naming }] : [];
  });
  return [
    ...looked.flatMap((host) => overwriters(plan, host)),
    ...looked.flatMap((host) => shortMemory(topology, host)),
    ...families(topology, plan, looked, here),
  ];
}

export const warningText = ({ id, text }: Warning): string => `${text} (${id})`;

interface Looked {
  id: HostId;
  facts: HostFacts;
  naming: NameFacts;
}

/** What rewrites /etc/hosts, with the setting to change; for people, after the host's name. */
export function writerText(writer: HostsWriter): string {
  const { place } = writer;
  switch (writer.kind) {
    case 'cloud-init':
      return `cloud-init writes /etc/hosts at each boot (manage_etc_hosts: ${writer.value} in ${place}). ${
        place.startsWith('/etc/')
          ? `Set it to false there`
          : `That came with the machine, by its provider or its user data: remove 'update_etc_hosts' from /etc/cloud/cloud.cfg`
      }`;
    case 'wsl':
      return `WSL writes /etc/hosts at each start. Set generateHosts=false in the section [network] of ${place}`;
    case 'mount':
      return `something is mounted over ${place}, for instance by a container manager, which writes it at each start. Give the names of the plan to that manager as well, or mount nothing there`;
    case 'file':
      return `${place} has a line that writes /etc/hosts. Change it, so that it keeps the lines of kafka-proxied`;
  }
}

/**
 * Heaps should leave this part of the memory. Kafka's documentation ("Hardware and OS", "Java version") has brokers with a heap
 * of 6 GiB on machines of 24 GiB, and wants memory for 30 seconds of writes; and a Java process takes more than its heap.
 */
const partToLeave = 1 / 4;

function shortMemory(topology: Topology, { id, facts }: Looked): Warning[] {
  const use = memoryUse(topology, id, facts);
  if (!use || use.wanted <= use.memory * (1 - partToLeave)) return [];
  const heaps = use.heaps.map(({ unit, size }) => `${unit} ${size}`).join(', ');
  const paths = [...new Set(use.heaps.map(({ path }) => path))].join(', ');
  const text = `${id}: its services' heaps take ${use.wanted} of ${use.memory} MiB of memory (${heaps}): less than a quarter is left for everything else. A Java process uses more than its heap, and Kafka serves reads from the page cache, in the rest. Give the host more memory, or lower ${paths}`;
  return [{ id: 'little-memory-left', text }];
}

function overwriters(plan: Plan, { id, naming }: Looked): Warning[] {
  if (!(plan.names[id] ?? []).some(({ source }) => source === 'hosts')) return [];
  return naming.writers.map((writer) => ({
    id: 'hosts-file-overwritten',
    text: `${id}: ${writerText(writer)}. Until then, the lines of kafka-proxied come back when the host starts, before its services, but not when the file is written later`,
  }));
}

function families(
  topology: Topology,
  plan: Plan,
  looked: readonly Looked[],
  here: Readonly<Record<string, string[]>>,
): Warning[] {
  const seen = new Map<string, Set<string>>();
  const note = (name: string, address: string, ipv6: readonly string[], where: string): void => {
    const strangers = strangersTo(address, ipv6);
    if (strangers.length === 0) return;
    const text = `${name} has ${strangers.join(', ')} in addition to ${address}`;
    seen.set(text, (seen.get(text) ?? new Set()).add(where));
  };
  for (const { id, naming } of looked)
    for (const { name, address, source } of plan.names[id] ?? []) {
      const { all = [], inFile = [] } = naming.ipv6[name] ?? {};
      // What our own lines displace goes with this run.
      const left = source === 'hosts' ? all.filter((one) => !inFile.includes(one) && one !== '::1') : all;
      note(name, address, left, id);
    }
  for (const { publicName, publicAddress } of topology.hosts)
    if (publicName !== undefined && publicAddress !== undefined)
      note(publicName, publicAddress, here[publicName] ?? [], 'this machine');
  return [...seen].map(([text, where]) => ({
    id: 'ipv6-beside-ipv4',
    text: `${[...where].join(', ')}: ${text}, and Kafka uses only IPv4 here: clients that try IPv6 first are refused, or wait for a time-out. Remove the IPv6 address (AAAA) from DNS, or from that machine's /etc/hosts, or give clients a name that has none`,
  }));
}
