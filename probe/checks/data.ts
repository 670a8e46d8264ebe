// Data that lies on the hosts, and is not what the config says it is.
import {
  coordinationName,
  coordinationOf,
  coordinationSpec,
  type Coordinator,
  coordinatorsOf,
} from '../../config/coordination.ts';
import { brokerDataDir, dataDir, dataRoot } from '../../config/host-paths.ts';
import { anyCoordination, dataFolderOf } from '../../config/roles.ts';
import type { Cluster, ClusterId, HostId, NodeId } from '../../config/topology.ts';
import { brokerUnit } from '../../config/units.ts';
import { hasData } from '../facts.ts';
import { usualId } from '../kafka-ids.ts';
import { brokersOn, nodesOn } from './affected.ts';
import type { Affected, Check, HostView } from './check.ts';

export const brokerIds = {
  id: 'data-of-other-broker',
  label: 'data belongs to the broker that will open it',
  docs: { about: 'the broker id of data', holds: 'the id of the broker that will open it' },
  doctor: {
    is: 'the data folder belongs to another broker id',
    why: 'A broker refuses to open data of another id, or two processes use one id and disconnect each other in turn.',
    toDo: 'give the broker its id back, or move the data away',
    command: () => `sudo grep -H broker.id ${brokerDataDir('*')}/meta.properties`,
    affects: withDataOfOthers,
  },
  find: (view) =>
    brokersOn(view).flatMap(({ id, unit }) => {
      const found = view.facts.data[unit]?.brokerId;
      return found && found !== String(id)
        ? [
            `${dataDir(unit)} has the data of broker ${found}, not of ${id}. Give the broker its old id back, or move that data away`,
          ]
        : [];
    }),
} satisfies Check;

/** Brokers here whose data says nothing of their own id. */
function withDataOfOthers(view: HostView): Affected[] {
  return brokersOn(view).flatMap(({ cluster, id, unit }): Affected[] => {
    const data = view.facts.data[unit];
    return data && data.brokerId !== String(id)
      ? [{ node: { cluster: cluster.id, kind: 'broker', id } }]
      : [];
  });
}

export interface BrokerData {
  id: NodeId;
  host: HostId;
  clusterId: string;
}

function dataOf(cluster: Cluster, { factsOf }: HostView): BrokerData[] {
  return cluster.brokers.flatMap(({ id, host }) => {
    const clusterId = factsOf(host)?.data[brokerUnit(cluster.id, id)]?.clusterId;
    return clusterId ? [{ id, host, clusterId }] : [];
  });
}

/** Subject and verb: `broker 1 has`, `brokers 1, 2 have`. */
function brokersHave(brokers: BrokerData[], of: string): string {
  const ids = brokers.map(({ id }) => id).join(', ');
  return brokers.length === 1 ? `broker ${ids}${of} has` : `brokers ${ids}${of} have`;
}

/** A broker here whose data is of another cluster id than most of its cluster's. */
export interface Stranger {
  cluster: ClusterId;
  data: BrokerData;
  /** Brokers that have the usual one. */
  others: BrokerData[];
  /** Whether more brokers have the usual id than have this one. */
  isOutnumbered: boolean;
}

export function strangersOn(view: HostView): Stranger[] {
  return view.topology.clusters.flatMap((cluster) => {
    const all = dataOf(cluster, view);
    const usual = usualId(all.toSorted((a, b) => a.id - b.id).map(({ clusterId }) => clusterId));
    const having = (id: string | undefined) => all.filter(({ clusterId }) => clusterId === id);
    return all
      .filter(({ host, clusterId }) => host === view.host.id && clusterId !== usual)
      .map((data) => {
        const others = having(usual);
        const isOutnumbered = others.length > having(data.clusterId).length;
        return { cluster: cluster.id, data, others, isOutnumbered };
      });
  });
}

export const clusterIds = {
  id: 'cluster-id-differs',
  label: 'all data of a cluster has one cluster id',
  docs: { about: 'the cluster id of data', holds: 'the same for all brokers of a cluster' },
  doctor: {
    is: 'data, or a running broker, belongs to another cluster (`InconsistentClusterIdException`)',
    why: 'A broker with data of another cluster refuses to start (InconsistentClusterIdException).',
    toDo: 'move that data aside; the broker copies its partitions from the others',
    command: moveAway,
    affects: (view) =>
      strangersOn(view).map(({ cluster, data: { id } }) => ({ node: { cluster, kind: 'broker', id } })),
  },
  find: (view) =>
    strangersOn(view).map(
      ({ cluster, data: { id, clusterId }, others }) =>
        `${dataDir(brokerUnit(cluster, id))} has data of the cluster id ${clusterId}, and ${brokersHave(others, ` of ${cluster}`)} data of ${others[0]?.clusterId}: this broker would refuse to start (InconsistentClusterIdException). Move that data away; the broker copies its partitions from the others`,
    ),
} satisfies Check;

/** Moves data of another cluster aside, and keeps it; who is right is not known unless most of the others agree. */
function moveAway(view: HostView): string {
  return strangersOn(view)
    .map(({ cluster, data: { id, clusterId }, isOutnumbered }) => {
      const unit = brokerUnit(cluster, id);
      const data = brokerDataDir(unit);
      // Typed in a shell, and read from a file.
      const other = clusterId.replaceAll(/[^\w-]/g, '');
      return isOutnumbered
        ? `sudo systemctl stop ${unit} && { sudo mv -T ${data} ${data}.of-${other}; sudo systemctl start ${unit}; }`
        : `sudo grep -H cluster.id ${data}/meta.properties`;
    })
    .join('; ');
}

/** What coordinates a cluster and has lost its data begins a new cluster, which brokers with data of the old one don't join. */
export const ensembleData = {
  id: 'zookeeper-data-gone',
  label: `data of ${anyCoordination} is there if brokers have data`,
  docs: { about: `the data of ${anyCoordination}`, holds: 'present, if brokers have data' },
  doctor: {
    is: `brokers have data, and ${anyCoordination} lost theirs`,
    why: 'A ZooKeeper without its data creates a new cluster id, and brokers with data of the old id refuse to start. Controllers without data know no topics, and brokers set their data aside.',
    toDo: `restore the data of ${anyCoordination}`,
    command: () => `sudo ls -l ${dataRoot}`,
    affects: nodesOn,
  },
  find: (view) =>
    view.topology.clusters.flatMap((cluster) => {
      const data = dataOf(cluster, view);
      const servers = coordinatorsOf(cluster);
      if (data.length === 0 || servers[0]?.host !== view.host.id || !areEmpty(servers, view)) return [];
      const name = coordinationName(cluster);
      const { withoutData } = coordinationSpec(coordinationOf(cluster));
      const folders = servers.map((node) => `${node.host}:${dataFolderOf(node)}`);
      const hosts = [...new Set(data.map(({ host }) => host))].join(', ');
      return [
        `there is no data of ${name} of ${cluster.id} (${folders.join(', ')}), while ${brokersHave(data, ` (${hosts})`)} data of the cluster id ${data[0]?.clusterId}: ${withoutData}. Restore the data of ${name}. Or, if the records may be lost, move the brokers' data away as well`,
      ];
    }),
} satisfies Check;

/** True only if every server was looked at: one with data is enough for all. */
function areEmpty(servers: readonly Coordinator[], { factsOf }: HostView): boolean {
  return servers.every(({ unit, host }) => {
    const facts = factsOf(host);
    return facts !== undefined && !hasData(facts, unit);
  });
}
