// What one ZooKeeper server gets: zoo.cfg, logging, unit; and the document that carries them.
import { usesTls } from '../config/listener-security.ts';
import { endpointText } from '../config/plan/select.ts';
import type { Cluster, Properties, ZookeeperSpec } from '../config/topology.ts';
import { nodeUnit } from '../config/roles.ts';
import { isSince, zookeeperOfKafka } from '../config/versions.ts';
import { contentHash, type Document, onRemove } from './document.ts';
import { type NodePlan, coordinatorOf } from './endpoint.ts';
import type { NodeKeys } from './identity.ts';
import { secureServerProperties, serverStores } from './keys.ts';
import { serviceLogging } from './logging.ts';
import { dataDir } from '../config/host-paths.ts';
import { renderProperties } from './properties.ts';
import { storesDocument } from './stores.ts';
import { renderUnit } from './unit.ts';

/** Seconds within which a started server must serve. An ensemble serves when a majority is up. */
const readyDeadlineSeconds = 120;

export interface ZookeeperFacts {
  cluster: Cluster;
  node: ZookeeperSpec;
  plan: NodePlan;
}

function unitOf({ cluster, node }: ZookeeperFacts): string {
  return nodeUnit('zookeeper', { cluster: cluster.id, id: node.id });
}

/** What ZooKeeper 3.5 and later opens beside the port for clients; older ones open nothing, and answer every status word. */
function closedDoors(version: string): Properties {
  if (!isSince(zookeeperOfKafka(version) ?? '', '3.5')) return {};
  return {
    'admin.enableServer': 'false',
    // srvr: is it serving; dump: who is registered, who is the controller.
    '4lw.commands.whitelist': 'srvr,ruok,dump',
  };
}

function renderZooCfg(facts: ZookeeperFacts): string {
  const { cluster, node, plan } = facts;
  const endpoint = coordinatorOf(plan, cluster.id, node.id);
  const { bind, plain } = endpoint;
  const open = usesTls(endpoint) ? plain : bind;
  const ensemble = cluster.zookeeper.length > 1 ? cluster.zookeeper : [];
  return renderProperties({
    tickTime: '2000',
    initLimit: '10',
    syncLimit: '5',
    dataDir: dataDir(unitOf(facts)),
    ...(open && { clientPort: String(open.port), clientPortAddress: open.address }),
    ...(usesTls(endpoint) && secureServerProperties(cluster.version, bind)),
    ...closedDoors(cluster.version),
    'autopurge.purgeInterval': '24',
    'autopurge.snapRetainCount': '3',
    ...Object.fromEntries(
      ensemble.map((server) => [
        `server.${server.id}`,
        `${server.host}:${server.peerPort}:${server.electionPort}`,
      ]),
    ),
  });
}

export function zookeeperFiles(facts: ZookeeperFacts): Record<string, string> {
  const { cluster, node } = facts;
  return {
    'zoo.cfg': renderZooCfg(facts),
    ...serviceLogging(cluster.version),
    unit: renderUnit({
      unit: unitOf(facts),
      description: `ZooKeeper ${node.id} of ${cluster.id}`,
      version: cluster.version,
      mainClass: 'org.apache.zookeeper.server.quorum.QuorumPeerMain',
      options: (folder) => [`${folder}/zoo.cfg`],
      heap: cluster.heap.zookeeper,
      jmxPort: node.jmxPort,
      javaOptions: ['-Dzookeeper.jmx.log4j.disable=true'],
      after: [],
    }),
  };
}

/** The document of a server's keys; its text is a secret. */
export function zookeeperSecrets(facts: ZookeeperFacts, keys: NodeKeys): Document {
  const properties = serverStores(unitOf(facts), keys);
  return storesDocument(facts.cluster.tls, properties, keys);
}

export function zookeeperDocument(facts: ZookeeperFacts): Document {
  const { cluster, node, plan } = facts;
  const files = zookeeperFiles(facts);
  return {
    params: {
      conf: contentHash(files),
      id: node.id,
      door: endpointText(unitOf(facts), coordinatorOf(plan, cluster.id, node.id)),
      deadline: readyDeadlineSeconds,
      ...onRemove(cluster),
    },
    files,
  };
}
