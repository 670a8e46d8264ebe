// Another Kafka version on data, or among brokers, of the present one.
import { npmRun } from '../../config/advice.ts';
import { coordinationSpec, coordinatorsOf } from '../../config/coordination.ts';
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
  return `stop the whole cluster first (${npmRun('stop', id)}), then run this again`;
}

/** One broker at a time gets the later version, and must understand, and be understood by, those that wait for it. */
function rolled(cluster: Cluster, what: string, from: VersionFacts): string[] {
  const { version: to, settings } = cluster;
  const spoken = releaseOf(from.protocol || from.version);
  const change = `${what} runs Kafka ${from.version}, and would run ${to} while other brokers still run the old version`;
  if (can(to, 'namedListeners') !== can(from.version, 'namedListeners'))
    return [
      `${change}: they know no names of listeners, and could not reach it. Set the version back; or ${stopFirst(cluster)}`,
    ];
  const wanted = releaseOf(settings[protocolSetting] ?? to);
  if (isSince(spoken, wanted)) return [];
  const path = pathText(['clusters', cluster.id, 'settings', protocolSetting]);
  return [
    `${change}: they don't know its protocol. Write '${spoken}' as ${path} and run this; take it out again, and run this once more; or ${stopFirst(cluster)}`,
  ];
}

/** What was written by a later version, or with a later protocol, is not for an earlier one. */
function backwards(cluster: Cluster, what: string, from: VersionFacts): string | undefined {
  const path = ['clusters', cluster.id];
  if (!isSince(cluster.version, from.version))
    return `${what} has data of Kafka ${from.version}, which ${cluster.version} may not be able to read (${pathText([...path, 'version'])}). Kafka does not go back: set it to ${from.version} again, or destroy the cluster with its data first`;
  const [spoken, wanted] = [
    from.protocol || from.version,
    cluster.settings[protocolSetting] ?? cluster.version,
  ];
  if (isSince(releaseOf(wanted), releaseOf(spoken))) return undefined;
  return `${what} speaks the protocol of ${releaseOf(spoken)}, and Kafka does not go back to that of ${releaseOf(wanted)} (${pathText([...path, 'settings', protocolSetting])}). Take it out`;
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
          `${nodeText(node.role, node)} is ${clash.from}, and ${clash.to} would have to serve beside it for a while. Set the version back; or ${stopFirst(cluster)}`,
        ];
      });
  });
}

export const versions = {
  id: 'version-step-left-out',
  label: 'data and brokers that run allow for the version',
  docs: {
    about: 'the Kafka version',
    holds:
      'not older than what wrote the data; and brokers that run understand the protocol of those that restart before them ([two ways](#another-kafka-version))',
  },
  find: (view) => [...brokers(view), ...coordinators(view)],
} satisfies Check;
