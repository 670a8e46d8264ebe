// What one broker gets: server.properties, logging, unit; the document that stages them and the one that rolls.
import { createHash } from 'node:crypto';
import { coordinatorsOf } from '../config/coordination.ts';
import { brokerDataDir } from '../config/host-paths.ts';
import { usesTls } from '../config/listener-security.ts';
import { settingsOf } from '../config/settings.ts';
import type { Cluster, Properties } from '../config/topology.ts';
import { brokerUnit } from '../config/units.ts';
import { clusterEndpoints } from './cluster-endpoints.ts';
import { coordinationTemplates, coordinationTransport } from './coordination.ts';
import { contentHash, contentLines, type Document, onRemove } from './document.ts';
import { bindText, type BrokerFacts, listenersOf, notAbandoned } from './endpoint.ts';
import type { NodeKeys } from './identity.ts';
import { topicTools } from './kafka-tools.ts';
import { listenerProperties, reloadParams, storeProperties } from './listener.ts';
import { serviceLogging } from './logging.ts';
import { renderProperties } from './properties.ts';
import { storesDocument } from './stores.ts';
import { renderUnit } from './unit.ts';

/** Seconds within which a restarted broker must be registered, answer and be in sync: log recovery included. */
const readyDeadlineSeconds = 600;
/** Seconds that a roll waits for the other brokers to be in sync before it gives up. */
const guardDeadlineSeconds = 180;

function planOwned({ cluster, broker, plan }: BrokerFacts): Properties {
  const listeners = listenersOf(plan, cluster.id, broker.id);
  const coordination = coordinationTemplates(cluster);
  return {
    ...listenerProperties(cluster.version, listeners, coordination.protocols({ cluster, plan })),
    'log.dirs': brokerDataDir(brokerUnit(cluster.id, broker.id)),
    ...coordination.brokerProperties({ cluster, plan }, broker),
  };
}

export function brokerFiles(facts: BrokerFacts): Record<string, string> {
  const { cluster, broker } = facts;
  return {
    'server.properties': renderProperties({ ...settingsOf(cluster, broker).plain, ...planOwned(facts) }),
    ...serviceLogging(cluster.version, {
      // Every client connection and every leader change would fill the journal at INFO.
      'kafka.request.logger': 'WARN',
      'state.change.logger': 'WARN',
    }),
    unit: renderUnit({
      unit: brokerUnit(cluster.id, broker.id),
      description: `Kafka broker ${broker.id} of ${cluster.id}`,
      version: cluster.version,
      mainClass: 'kafka.Kafka',
      options: (folder) => [`${folder}/server.properties`],
      heap: cluster.heap.broker,
      jmxPort: broker.jmxPort,
      after: coordinatorsOf(cluster)
        .filter((node) => node.host === broker.host)
        .map(({ unit }) => unit),
    }),
  };
}

/** Whether a broker has TLS listeners, or reaches what coordinates its cluster by TLS. */
export function speaksTls({ cluster, broker, plan }: BrokerFacts): boolean {
  const listeners = listenersOf(plan, cluster.id, broker.id);
  const transports = [
    ...listeners.map(({ security }) => security.transport),
    coordinationTransport({ cluster, plan }),
  ];
  return transports.some((transport) => usesTls({ transport }));
}

/**
 * The document of the secret properties and of the keys; its text is a secret. Undefined: there are none.
 * @param secrets values of the stack's secrets, by name
 * @param keys of a broker that speaks TLS
 */
export function secretsDocument(
  { cluster, broker, plan }: BrokerFacts,
  secrets: Record<string, string>,
  keys?: NodeKeys,
): Document | undefined {
  const properties: Properties = {};
  for (const [property, name] of Object.entries(settingsOf(cluster, broker).secret)) {
    properties[property] = secrets[name] ?? '';
  }
  if (keys) {
    const listeners = listenersOf(plan, cluster.id, broker.id);
    const unit = brokerUnit(cluster.id, broker.id);
    Object.assign(
      properties,
      storeProperties(cluster, listeners, keys, unit),
      coordinationTemplates(cluster).brokerStores({ cluster, plan }, unit, keys),
    );
  }
  if (Object.keys(properties).length === 0) return undefined;
  if (!keys) return { params: {}, files: { 'secret.properties': renderProperties(properties) } };
  return storesDocument(cluster.tls, properties, keys);
}

/**
 * What a start with these files is known by on the host (`start_hash` in scripts/service.sh). Which stores it takes is no
 * part of it: a running broker takes others.
 */
export function startHash(conf: string, secrets: Document | undefined): string {
  const text = secrets?.files['secret.properties'];
  if (text === undefined) return conf;
  const lines = contentLines(text).map((line) => `${line}\n`);
  return createHash('sha256')
    .update(`${conf}\n${lines.join('')}`)
    .digest('hex');
}

/** Stages the broker's files under their hash; nothing restarts. */
export function brokerDocument(facts: BrokerFacts): Document {
  const files = brokerFiles(facts);
  return { params: { conf: contentHash(files), id: facts.broker.id, ...onRemove(facts.cluster) }, files };
}

/** `min.insync.replicas` of topics that have none of their own. */
function minIsrOf({ settings }: Pick<Cluster, 'settings'>): string {
  return settings['min.insync.replicas'] ?? '1';
}

/** Switches the broker to its staged files; it restarts only if it runs with others. */
export function rollDocument(facts: BrokerFacts): Document {
  const { cluster, broker, plan, hosts } = facts;
  const listeners = listenersOf(plan, cluster.id, broker.id);
  return {
    params: {
      conf: contentHash(brokerFiles(facts)),
      id: broker.id,
      version: cluster.version,
      ...coordinationTemplates(cluster).format(cluster),
      listeners: listeners.map(bindText).join(' '),
      ...reloadParams(cluster, listeners, brokerUnit(cluster.id, broker.id)),
      ...clusterEndpoints(facts),
      brokers: notAbandoned(hosts, cluster.brokers)
        .map((other) => other.id)
        .join(' '),
      ...topicTools(cluster.version),
      min_isr: minIsrOf(cluster),
      deadline: readyDeadlineSeconds,
      guard_deadline: guardDeadlineSeconds,
    },
    files: {},
  };
}

/**
 * What `host cluster-state` is asked with: whom to ask about the cluster, and how, from this broker's host. Nothing of it is
 * written there. The broker's own certificate is shown where its cluster speaks TLS.
 */
export function clusterStateDocument(facts: BrokerFacts): Document {
  const { version } = facts.cluster;
  const asked = { version, ...clusterEndpoints(facts), ...topicTools(version) };
  return { params: { ...asked, min_isr: minIsrOf(facts.cluster) }, files: {} };
}
