// What is allowed, but has a price that its owner should know.
import { brokersFirst, coordinatorsOf } from './coordination.ts';
import { nodesKey, roleName } from './roles.ts';
import { dataDir } from './host-paths.ts';
import { locationOf } from './plan/location.ts';
import { pathText, type Note } from './problem.ts';
import { slipIn } from './rules/known-settings.ts';
import type { Cluster, Host, Mirror, Properties, Topology } from './topology.ts';
import { abilities, mirrorMakerFor } from './versions.ts';

export function notesOn(topology: Topology): Note[] {
  return [
    ...goneHosts(topology),
    ...topology.clusters.flatMap((cluster) => notesOnCluster(cluster, topology)),
    ...topology.mirrors.flatMap((mirror) => firstMirrorMaker(mirror, topology)),
  ];
}

function notesOnCluster(cluster: Cluster, topology: Topology): Note[] {
  return [
    ...dataGoesToo(cluster, topology),
    ...singleCopies(cluster),
    ...evenEnsemble(cluster),
    ...plainZookeeper(cluster),
    ...nobodyOutside(cluster, topology),
    ...plainOverInternet(cluster, topology),
    ...slips(cluster),
  ];
}

function goneHosts({ hosts }: Topology): Note[] {
  const gone = hosts.filter(({ abandoned }) => abandoned).map(({ id }) => id);
  if (gone.length === 0) return [];
  const text = `Nothing is read, changed or removed on ${gone.join(', ')}, also not by destroy: what is there stays.`;
  return [{ path: pathText(['abandonHosts']), text }];
}

function dataGoesToo(cluster: Cluster, { hosts }: Topology): Note[] {
  if (!cluster.destroyData) return [];
  const text = `destroy will permanently remove all data of ${cluster.id}: ${dataPlaces(cluster, hosts).join(', ')}.`;
  return [{ path: pathText(['clusters', cluster.id, 'destroyData']), text }];
}

function firstMirrorMaker({ id, from, to }: Mirror, { clusters }: Topology): Note[] {
  const sides = clusters.filter((cluster) => [from, to].includes(cluster.id));
  if (mirrorMakerFor(...sides.map(({ version }) => version)) === 2) return [];
  const text = `MirrorMaker 1 copies records here, because a cluster is older than ${abilities.idempotentProducers.since}. It keeps only the order of each key, copies some records twice after a crash, and copies neither topic changes nor offsets of groups. It stores its position as a group at ${from}.`;
  return [{ path: pathText(['mirrors', id]), text }];
}

function singleCopies({ id, settings, topics, brokers }: Cluster): Note[] {
  if (settings['default.replication.factor'] === '1') {
    const why = brokers.length === 1 ? 'There is one broker' : 'default.replication.factor is 1';
    return [
      {
        path: pathText(['clusters', id, brokers.length === 1 ? 'brokers' : 'settings']),
        text: `${why}: each record has one copy. If the disk of its broker is lost, the record is lost.`,
      },
    ];
  }
  return topics
    .filter(({ replicationFactor }) => replicationFactor === 1)
    .map(({ name }) => ({
      path: pathText(['clusters', id, 'topics', name, 'replicationFactor']),
      text: 'Each record has one copy: while its broker restarts, it can be neither read nor written. If the disk is lost, the record is lost.',
    }));
}

function evenEnsemble(cluster: Cluster): Note[] {
  const servers = coordinatorsOf(cluster);
  const nodes = servers.length;
  const [server] = servers;
  if (!server || nodes % 2 === 1) return [];
  return [
    {
      path: pathText(['clusters', cluster.id, nodesKey(server.role)]),
      text: `${nodes} ${roleName(server.role)} nodes survive the loss of ${nodes / 2 - 1}, the same as ${nodes - 1} nodes: the last one adds nothing.`,
    },
  ];
}

function plainZookeeper({ id, zookeeper, tls }: Cluster): Note[] {
  if (tls.zookeeper !== 'off') return [];
  return zookeeper
    .filter(({ externalPort }) => externalPort !== undefined)
    .map((node) => ({
      path: pathText(['clusters', id, 'zookeeper', String(node.id), 'externalPort']),
      text: 'ZooKeeper answers outside clients in plain text. Clients since Kafka 2.2 need no ZooKeeper: write `off` unless there are older ones, or use TLS for ZooKeeper (tls.zookeeper).',
    }));
}

function nobodyOutside({ id, brokers, clients }: Cluster, { hosts }: Topology): Note[] {
  const home = hosts.find((host) => host.id === brokers[0]?.host)?.network;
  const outside = clients.some((client) => hosts.find((host) => host.id === client)?.network !== home);
  if (outside || !brokers.some(({ external }) => external !== undefined)) return [];
  return [
    {
      path: pathText(['clusters', id, 'clients']),
      text: 'Brokers have external ports, but no client outside of their network is listed: no client may use them.',
    },
  ];
}

/** Of a cluster that is spread over machines of the internet. */
function plainOverInternet(cluster: Cluster, topology: Topology): Note[] {
  const location = locationOf(topology, cluster);
  if (location.kind !== 'spread') return [];
  const machines = location.hosts.join(', ');
  const tls = (key: string): string => pathText(['clusters', cluster.id, 'tls', key]);
  const read = 'anyone on the path can read and change';
  const brokers = {
    path: tls('internal'),
    text: `Brokers on ${machines} use plain text between each other and with clients over the internet: ${read} the records. Set it to true.`,
    warns: true,
  };
  const zookeeper = {
    path: tls('zookeeper'),
    text: `Connections to ZooKeeper between ${machines} are plain text over the internet: ${read} the cluster's metadata. Set it to only.`,
    warns: true,
  };
  return [
    ...(cluster.tls.internal ? [] : [brokers]),
    ...(cluster.zookeeper.length === 0 || cluster.tls.zookeeper === 'only' ? [] : [zookeeper]),
  ];
}

/** Properties that may be a plug-in's. */
function slips({ id, version, settings, brokers }: Cluster): Note[] {
  const places: [path: string[], properties: Properties][] = [
    [['settings'], settings],
    ...brokers.map((broker): [string[], Properties] => [
      ['brokers', String(broker.id), 'settings'],
      broker.settings ?? {},
    ]),
  ];
  return places.flatMap(([place, properties]) =>
    Object.keys(properties).flatMap((name) => {
      const slip = slipIn(version, name);
      if (!slip) return [];
      const hint = slip.meant === undefined ? '' : ` Did you mean ${slip.meant}?`;
      return [
        {
          path: pathText(['clusters', id, ...place, name]),
          text: `Kafka has no such property: unless a plug-in reads it, it has no effect.${hint}`,
          warns: true,
        },
      ];
    }),
  );
}

/** Where a cluster's data lies, for people; abandoned hosts are left out. */
export function dataPlaces(cluster: Cluster, hosts: readonly Host[]): string[] {
  const gone = hosts.filter(({ abandoned }) => abandoned).map((host) => host.id);
  return brokersFirst(cluster)
    .filter(({ host }) => !gone.includes(host))
    .map(({ role, id, host, unit }) => `${roleName(role)} ${id} on ${host} (${dataDir(unit)})`);
}
