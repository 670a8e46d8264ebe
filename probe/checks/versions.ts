// Another Kafka version on data, or among brokers, of the present one.
import { npmRun } from '../../config/advice.ts';
import { coordinationOf, coordinationSpec, coordinatorsOf } from '../../config/coordination.ts';
import { pathText } from '../../config/problem.ts';
import { nodeText } from '../../config/roles.ts';
import type { Cluster } from '../../config/topology.ts';
import { can, isSince } from '../../config/versions.ts';
import type { VersionFacts } from '../facts.ts';
import { brokersOn } from './affected.ts';
import type { Check, HostView } from './check.ts';

const protocolSetting = 'inter.broker.protocol.version';

/** The protocol that brokers of a version speak by default: `2.8` of 2.8.2 and of 2.8-IV1, `0.10.1` of 0.10.1.1. */
function releaseOf(version: string): string {
  const numbers = version.replace(/-IV\d+$/, '').split('.');
  return numbers.slice(0, numbers[0] === '0' ? 3 : 2).join('.');
}

function stopFirst({ id }: Cluster): string {
  return `first stop the whole cluster (${npmRun('stop', id)}), then run this again`;
}

/** One broker at a time gets the later version, and must understand, and be understood by, those that wait for it. */
function rolled(cluster: Cluster, what: string, from: VersionFacts): string[] {
  const { version: to, settings } = cluster;
  if (!coordinationSpec(coordinationOf(cluster)).hasProtocolSetting) return [];
  const spoken = releaseOf(from.protocol || from.version);
  const change = `${what} runs Kafka ${from.version}, and would run ${to} while other brokers still run the old version`;
  if (can(to, 'namedListeners') !== can(from.version, 'namedListeners'))
    return [
      `${change}: they do not support names of listeners, and could not connect to it. Set the version back, or ${stopFirst(cluster)}`,
    ];
  const wanted = releaseOf(settings[protocolSetting] ?? to);
  if (isSince(spoken, wanted)) return [];
  const path = pathText(['clusters', cluster.id, 'settings', protocolSetting]);
  return [
    `${change}: they don't know its protocol. Write '${spoken}' as ${path} and run this; then remove it, and run this again. Or ${stopFirst(cluster)}`,
  ];
}

/** What was written by a later version, or with a later protocol, is not for an earlier one. */
function backwards(cluster: Cluster, what: string, from: VersionFacts): string | undefined {
  const path = ['clusters', cluster.id];
  if (!isSince(cluster.version, from.version))
    return `${what} has data of Kafka ${from.version}, which ${cluster.version} may not be able to read (${pathText([...path, 'version'])}). Kafka can't be downgraded: set it to ${from.version} again, or first destroy the cluster with its data`;
  const [spoken, wanted] = [
    from.protocol || from.version,
    cluster.settings[protocolSetting] ?? cluster.version,
  ];
  if (isSince(releaseOf(wanted), releaseOf(spoken))) return undefined;
  return `${what} uses the protocol of ${releaseOf(spoken)}, and Kafka can't go back to that of ${releaseOf(wanted)} (${pathText([...path, 'settings', protocolSetting])}). Remove it`;
}

function brokers(view: HostView): string[] {
  const { facts } = view;
  return brokersOn(view).flatMap(({ cluster, id, unit }) => {
    const from = facts.versions[unit];
    if (!from?.version || !facts.data[unit]) return [];
    const what = `broker ${id} of ${cluster.id}`;
    const back = backwards(cluster, what, from);
    if (back !== undefined) return [back];
    const runs = facts.services[unit]?.active === 'active';
    return runs && from.version !== cluster.version ? rolled(cluster, what, from) : [];
  });
}

/** Servers that coordinate, one at a time: they restart one after the other. */
function coordinators({ topology, host, facts }: HostView): string[] {
  return topology.clusters.flatMap((cluster) => {
    const { version } = cluster;
    const servers = coordinatorsOf(cluster);
    if (servers.length === 1) return [];
    return servers
      .filter((node) => node.host === host.id)
      .flatMap((node) => {
        const from = facts.versions[node.unit]?.version;
        if (!from || from === version || facts.services[node.unit]?.active !== 'active') return [];
        const clash = coordinationSpec(node.role).clash?.(from, version);
        if (!clash) return [];
        return [
          `${nodeText(node.role, node)} is ${clash.from}, and ${clash.to} would have to work with it for a while. Set the version back, or ${stopFirst(cluster)}`,
        ];
      });
  });
}

export const versions = {
  id: 'version-step-left-out',
  label: 'data and running brokers allow the version',
  docs: {
    about: 'the Kafka version',
    holds:
      'not older than the version that wrote the data; and running brokers understand the protocol of those that restart before them ([two ways](#another-kafka-version))',
  },
  find: (view) => [...brokers(view), ...coordinators(view)],
} satisfies Check;
