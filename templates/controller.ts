// What one controller (KRaft) gets: server.properties, logging, unit; and the document that carries them.
import { coordinatorsOf } from '../config/coordination.ts';
import { brokerDataDir } from '../config/host-paths.ts';
import { directoryId } from '../config/kafka-id.ts';
import { securityOfCoordination, securityProtocol, usesTls } from '../config/listener-security.ts';
import { endpointText } from '../config/plan/select.ts';
import { nodeUnit } from '../config/roles.ts';
import type { Cluster, ControllerSpec, Properties } from '../config/topology.ts';
import { contentHash, type Document, onRemove } from './document.ts';
import { bindText, coordinatorOf, type NodePlan } from './endpoint.ts';
import type { NodeKeys } from './identity.ts';
import { tlsVersions } from './keys.ts';
import { serviceLogging } from './logging.ts';
import { renderProperties } from './properties.ts';
import { storesDocument, storesOf } from './stores.ts';
import { renderUnit } from './unit.ts';

/** Seconds within which a started controller must be caught up; for that, a majority must be up. */
const readyDeadlineSeconds = 120;
/** Seconds that a restart waits until a majority is caught up without this one. */
const guardDeadlineSeconds = 180;

/** The name of the listener; brokers have none of this name, and connect to it. */
const listener = 'CONTROLLER';
const prefix = `listener.name.${listener.toLowerCase()}.`;

export interface ControllerFacts {
  cluster: Cluster;
  node: ControllerSpec;
  plan: NodePlan;
}

function endpointsOf({ cluster, plan }: Pick<ControllerFacts, 'cluster' | 'plan'>) {
  return coordinatorsOf(cluster).map(({ id }) => ({ id, ...coordinatorOf(plan, cluster.id, id) }));
}

/** What brokers and controllers both have: where the controllers are, and how they are spoken to. */
function quorumProperties(of: Pick<ControllerFacts, 'cluster' | 'plan'>): Properties {
  const all = endpointsOf(of);
  return {
    'controller.quorum.bootstrap.servers': all
      .map(({ advertise: { name, port } }) => `${name}:${port}`)
      .join(','),
    'controller.listener.names': listener,
    ...(all.some(usesTls) && {
      [`${prefix}ssl.client.auth`]: 'required',
      [`${prefix}ssl.enabled.protocols`]: tlsVersions(of.cluster.version),
      [`${prefix}ssl.keystore.type`]: 'PKCS12',
      [`${prefix}ssl.truststore.type`]: 'PKCS12',
    }),
  };
}

/** `CONTROLLER:SSL`: what stands in the map of protocols. */
export function controllerProtocol(of: Pick<ControllerFacts, 'cluster' | 'plan'>): string {
  const transport = endpointsOf(of)[0]?.transport ?? 'plain';
  return `${listener}:${securityProtocol(securityOfCoordination({ transport }))}`;
}

/** Properties by which a broker is one of KRaft, and finds the controllers. */
export function brokerToControllers(of: Pick<ControllerFacts, 'cluster' | 'plan'>, id: number): Properties {
  return { 'process.roles': 'broker', 'node.id': String(id), ...quorumProperties(of) };
}

/** Where a node finds what it shows controllers: for the file that its group alone reads. */
export function controllerStores(
  of: Pick<ControllerFacts, 'cluster' | 'plan'>,
  unit: string,
  keys: NodeKeys,
): Properties {
  if (!endpointsOf(of).some(usesTls)) return {};
  const stores = { ...storesOf(unit, keys), 'ssl.key.password': keys.password };
  return Object.fromEntries(Object.entries(stores).map(([name, value]) => [`${prefix}${name}`, value]));
}

/**
 * Of the cluster's properties, what controllers read: they decide what new topics get, and who may do what. Sources: "Broker
 * Configs" in the documentation of Kafka 3.9, and which process reads each.
 */
const readByControllers =
  /^(default\.replication\.factor|num\.partitions|min\.insync\.replicas|unclean\.leader\.election\.|auto\.leader\.rebalance\.enable|leader\.imbalance\.|delete\.topic\.enable|create\.topic\.policy\.|alter\.config\.policy\.|authorizer\.class\.name|super\.users|allow\.everyone\.if\.no\.acl\.found|principal\.builder\.class|ssl\.principal\.mapping\.rules|quota\.window\.|controller\.quota\.|broker\.session\.timeout\.ms|metadata\.|eligible\.leader\.replicas\.|unstable\.|client\.quota\.callback\.)/;

function unitOf({ cluster, node }: ControllerFacts): string {
  return nodeUnit('controller', { cluster: cluster.id, id: node.id });
}

function renderServerProperties(facts: ControllerFacts): string {
  const { cluster, node, plan } = facts;
  const endpoint = coordinatorOf(plan, cluster.id, node.id);
  const { name, port } = endpoint.advertise;
  const own = Object.entries(cluster.settings).filter(([property]) => readByControllers.test(property));
  return renderProperties({
    ...Object.fromEntries(own),
    'process.roles': 'controller',
    'node.id': String(node.id),
    listeners: `${listener}://${bindText(endpoint)}`,
    'advertised.listeners': `${listener}://${name}:${port}`,
    'listener.security.protocol.map': controllerProtocol(facts),
    'log.dirs': brokerDataDir(unitOf(facts)),
    ...quorumProperties(facts),
  });
}

export function controllerFiles(facts: ControllerFacts): Record<string, string> {
  const { cluster, node } = facts;
  return {
    'server.properties': renderServerProperties(facts),
    ...serviceLogging(cluster.version, { 'kafka.request.logger': 'WARN', 'state.change.logger': 'WARN' }),
    unit: renderUnit({
      unit: unitOf(facts),
      description: `Kafka controller ${node.id} of ${cluster.id}`,
      version: cluster.version,
      mainClass: 'kafka.Kafka',
      options: (folder) => [`${folder}/server.properties`],
      heap: cluster.heap.controller,
      jmxPort: node.jmxPort,
      after: [],
    }),
  };
}

/** The document of a controller's keys; its text is a secret. */
export function controllerSecrets(facts: ControllerFacts, keys: NodeKeys): Document {
  return storesDocument(facts.cluster.tls, controllerStores(facts, unitOf(facts), keys), keys);
}

/** With what a node of the cluster formats its data folder. */
export function formatParams({ kafkaId }: Cluster): Document['params'] {
  return { cluster_id: kafkaId };
}

/** The controllers of a cluster that is new: `ID@NAME:PORT:DIRECTORY`, the same text on each of them. */
function firstControllers(of: Pick<ControllerFacts, 'cluster' | 'plan'>): string {
  return endpointsOf(of)
    .map(
      ({ id, advertise: { name, port } }) => `${id}@${name}:${port}:${directoryId(of.cluster.kafkaId, id)}`,
    )
    .join(',');
}

export function controllerDocument(facts: ControllerFacts): Document {
  const { cluster, node, plan } = facts;
  const files = controllerFiles(facts);
  const unit = unitOf(facts);
  return {
    params: {
      conf: contentHash(files),
      id: node.id,
      unit,
      version: cluster.version,
      ...formatParams(cluster),
      first_controllers: firstControllers(facts),
      door: endpointText(unit, coordinatorOf(plan, cluster.id, node.id)),
      controllers: endpointsOf(facts)
        .map((endpoint) => endpointText(unit, endpoint))
        .join(' '),
      deadline: readyDeadlineSeconds,
      guard_deadline: guardDeadlineSeconds,
      ...onRemove(cluster),
    },
    files,
  };
}
