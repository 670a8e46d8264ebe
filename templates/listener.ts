// A broker's listeners as properties: where they are, how each is protected, and the stores that they take.
import { takesCertificatesWhileRunning } from '../config/coordination.ts';
import {
  type Authentication,
  clientAuthOf,
  securityProtocol,
  type Transport,
  unprotected,
  usesTls,
} from '../config/listener-security.ts';
import type { Listener } from '../config/plan/types.ts';
import type { Cluster, Properties } from '../config/topology.ts';
import { can } from '../config/versions.ts';
import type { Document } from './document.ts';
import { bindText } from './endpoint.ts';
import type { NodeKeys } from './identity.ts';
import { kafkaTool } from './kafka-tools.ts';
import { namesChecked, tlsVersions } from './keys.ts';
import { storeLocations, storesOf } from './stores.ts';

/**
 * Kafka that knows no names of listeners calls each by its protocol, of which it has one each.
 * @param otherProtocols of listeners of other nodes that it connects to, `NAME:PROTOCOL`
 */
export function listenerProperties(
  version: string,
  listeners: readonly Listener[],
  otherProtocols: readonly string[] = [],
): Properties {
  const named = can(version, 'namedListeners');
  const protocolOf = ({ security }: Listener): string => securityProtocol(security);
  const called = (listener: Listener): string => (named ? listener.name : protocolOf(listener));
  return {
    listeners: listeners.map((l) => `${called(l)}://${bindText(l)}`).join(','),
    'advertised.listeners': listeners
      .map((l) => `${called(l)}://${l.advertise.name}:${l.advertise.port}`)
      .join(','),
    ...(named
      ? {
          'listener.security.protocol.map': [
            ...listeners.map((l) => `${l.name}:${protocolOf(l)}`),
            ...otherProtocols,
          ].join(','),
          'inter.broker.listener.name': 'INTERNAL',
        }
      : { 'security.inter.broker.protocol': securityProtocol(listeners[0]?.security ?? unprotected) }),
    ...ofEach(version, listeners, (listener) => ({
      ...transports[listener.security.transport](version, listener),
      ...authentications[listener.security.authentication](listener),
    })),
  };
}

/** Where listeners have no names, one at most is more than plain. */
function ofEach(
  version: string,
  listeners: readonly Listener[],
  propertiesOf: (listener: Listener) => Properties,
): Properties {
  const prefix = ({ name }: Listener): string =>
    can(version, 'namedListeners') ? `listener.name.${name.toLowerCase()}.` : '';
  const pairs = listeners.flatMap((listener) =>
    Object.entries(propertiesOf(listener)).map(([name, value]) => [`${prefix(listener)}${name}`, value]),
  );
  return Object.fromEntries(pairs) as Properties;
}

/** What a listener needs for its transport; brokers connect to each other with the same. */
const transports: Record<Transport, (version: string, listener: Listener) => Properties> = {
  plain: () => ({}),
  tls: (version, { security }) => ({
    'ssl.client.auth': clientAuthOf(security),
    'ssl.enabled.protocols': tlsVersions(version),
    'ssl.keystore.type': 'PKCS12',
    'ssl.truststore.type': 'PKCS12',
    ...namesChecked(version),
    // Else other names and another subject restart a broker.
    ...(can(version, 'namesChangeWhileRunning') && {
      'ssl.allow.dn.changes': 'true',
      'ssl.allow.san.changes': 'true',
    }),
  }),
};

/** What it needs beside that to know its clients. TLS itself asks for certificates. */
const authentications: Record<Authentication, (listener: Listener) => Properties> = {
  none: () => ({}),
  optionalCertificate: () => ({}),
  clientCertificate: () => ({}),
};

const speakTls = (listeners: readonly Listener[]): Listener[] =>
  listeners.filter(({ security }) => usesTls(security));

/** The stores of a broker's TLS listeners, with the passwords: for the file that its group alone reads. */
export function storeProperties(
  { version }: Cluster,
  listeners: readonly Listener[],
  keys: NodeKeys,
  unit: string,
): Properties {
  const stores = { ...storesOf(unit, keys), 'ssl.key.password': keys.password };
  return ofEach(version, speakTls(listeners), () => stores);
}

/**
 * By what a running broker is made to look at its stores again (KIP-226): an update that names the same paths as before.
 * So what it leaves in the cluster's dynamic configuration never leads elsewhere than the broker's own file. Older versions
 * see no change in that, and are restarted; so are brokers that speak TLS with controllers.
 */
export function reloadParams(
  cluster: Cluster,
  listeners: readonly Listener[],
  unit: string,
): Document['params'] {
  const { version } = cluster;
  const speaking = speakTls(listeners);
  if (speaking.length === 0) return {};
  const tls = speaking.map(bindText).join(' ');
  if (!takesCertificatesWhileRunning(cluster)) return { tls, renewal: 'restart' };
  const locations = Object.entries(ofEach(version, speaking, () => storeLocations(unit)));
  return {
    tls,
    config_tool: kafkaTool(version, 'configs').mainClass,
    reload: locations.map(([name, value]) => `${name}=${value}`).join(','),
  };
}
