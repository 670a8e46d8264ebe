// Properties of listeners: those that the stack writes itself for each, and those that no listener of the cluster reads.
import { type Transport, transportOf } from '../listener-security.ts';
import { can } from '../versions.ts';
import { isKnown } from './known-settings.ts';
import { type GivenProperty, type PropertyRefusal, type PropertyRule } from './refusal.ts';
import { absent, type ClusterDraft, entries } from './view.ts';

const ownCertificates =
  "Remove it: the stack makes each broker's certificate and store. Add names with tls.names of the cluster, your own CA with tls.givenAuthorities.";
const ownTrust =
  'Remove it: the CAs in tls.authorities of the cluster are trusted. Add your own CA with tls.givenAuthorities.';

interface Written {
  /** As the reference calls them. */
  shown: string;
  names: RegExp;
  instead: string;
  /** The versions for which the stack writes it. Default: all. */
  when?: (given: GivenProperty) => boolean;
}

/** What `listenerProperties` and `storeProperties` of templates/listener.ts write for each listener that speaks TLS. */
export const writtenForListeners: readonly Written[] = [
  { shown: 'ssl.client.auth', names: /^ssl\.client\.auth$/, instead: 'Use tls.clientAuth of the cluster.' },
  {
    shown: 'ssl.enabled.protocols',
    names: /^ssl\.enabled\.protocols$/,
    instead: 'Remove it: TLS 1.2 is used, and TLS 1.3 since Kafka 2.6. For ciphers, use ssl.cipher.suites.',
  },
  {
    shown: 'ssl.keystore.*, ssl.key.password',
    names: /^ssl\.(keystore\..*|key\.password)$/,
    instead: ownCertificates,
  },
  { shown: 'ssl.truststore.*', names: /^ssl\.truststore\..*$/, instead: ownTrust },
  {
    shown: 'ssl.allow.dn.changes, ssl.allow.san.changes',
    names: /^ssl\.allow\.(dn|san)\.changes$/,
    instead: 'Remove it: it is always true, so that certificates change without a restart.',
    when: ({ version }) => version !== undefined && can(version, 'namesChangeWhileRunning'),
  },
  {
    shown: 'ssl.endpoint.identification.algorithm',
    names: /^ssl\.endpoint\.identification\.algorithm$/,
    instead: 'Remove it: names in certificates are always checked.',
    when: ({ version }) => version !== undefined && !can(version, 'hostNamesChecked'),
  },
];

const listeners = ['internal', 'external'] as const;
type ListenerKey = (typeof listeners)[number];

/** Undefined: it can't be told. `none`: no broker has it. */
function transportOfListener(
  { tls, brokers }: ClusterDraft,
  listener: ListenerKey,
): Transport | 'none' | undefined {
  if (brokers === undefined) return undefined;
  if (listener === 'external' && entries(brokers).every(([, broker]) => absent(broker, 'external')))
    return 'none';
  const secure = tls?.[listener];
  return secure === undefined ? undefined : transportOf(secure);
}

/** Whether it is certain that no listener of a cluster speaks TLS. */
export function speaksNoTls(cluster: ClusterDraft): boolean {
  return listeners
    .map((listener) => transportOfListener(cluster, listener))
    .every((transport) => transport === 'plain' || transport === 'none');
}

const saslAlone = /^(sasl\.|delegation\.token\.|connections\.max\.reauth\.ms$)/;
const saslInstead =
  'Remove it: clients are authenticated only by certificates (tls.clientAuth of the cluster).';

/** What a listener may have of its own, but for what is in {@link writtenForListeners} ("listener.name", broker configs). */
const ofOneListener =
  /^(ssl\.|principal\.builder\.class$|max\.connections$|max\.connection\.creation\.rate$|num\.network\.threads$)/;
const noTls = (name: string): PropertyRefusal => ({
  reason: `${name} is for TLS, and no listener of the cluster uses TLS: it would have no effect.`,
  fix: 'Set tls.external of the cluster (with external of its brokers) or tls.internal to true, or remove it.',
});

function writtenInstead(given: GivenProperty, name: string): string | undefined {
  return writtenForListeners.find(({ names, when }) => names.test(name) && (when?.(given) ?? true))?.instead;
}

/** Properties without a listener's name go for those that say nothing of their own. */
export const readByListeners: PropertyRule = (given) => {
  const { name, cluster } = given;
  if (saslAlone.test(name)) {
    const reason = `${name} is for SASL, and listeners of a stack use plain text or TLS: it would have no effect.`;
    return { reason, fix: saslInstead };
  }
  if (!/^ssl\.|^connection\.failed\.authentication\.delay\.ms$/.test(name)) return undefined;
  const instead = writtenInstead(given, name);
  if (instead !== undefined) {
    const reason = `${name} has no effect: the stack writes it for each listener that uses TLS, and that overrides it.`;
    return { reason, fix: instead };
  }
  if (speaksNoTls(cluster)) return noTls(name);
  return mappingOfNobody(given, name);
};

/** Who a client is comes from its certificate, where it is asked for one. */
function mappingOfNobody({ cluster: { tls } }: GivenProperty, name: string): PropertyRefusal | undefined {
  if (name !== 'ssl.principal.mapping.rules' || tls?.clientAuth !== 'none') return undefined;
  return {
    reason: `${name} maps names of client certificates, and clients are asked for none: it has no effect.`,
    fix: 'Set tls.clientAuth of the cluster to required or requested, or remove it.',
  };
}

/** Properties of one listener: `listener.name.<listener>.<property>`. */
export const readByThatListener: PropertyRule = (given) => {
  const [, listener = '', rest = ''] = /^listener\.name\.([^.]*)\.(.+)$/.exec(given.name) ?? [];
  if (rest === '') return undefined;
  const known = listeners.find((each) => each === listener);
  if (!known) {
    const meant = listeners.find((each) => each === listener.toLowerCase());
    return {
      reason: `There is no listener ${listener}: the stack has INTERNAL and EXTERNAL, in lower case in names of properties.`,
      fix: `Write ${meant ? `listener.name.${meant}.${rest}` : `listener.name.internal.${rest} or listener.name.external.${rest}`}, or remove it.`,
    };
  }
  if (/^([^.]+\.)?sasl\.|^connections\.max\.reauth\.ms$/.test(rest)) {
    const reason = `${rest} is for SASL, and ${listener.toUpperCase()} uses plain text or TLS: it would have no effect.`;
    return { reason, fix: saslInstead };
  }
  return ofListener(given, known, rest);
};

function ofListener(given: GivenProperty, listener: ListenerKey, rest: string): PropertyRefusal | undefined {
  const called = listener.toUpperCase();
  const transport = transportOfListener(given.cluster, listener);
  const instead = writtenInstead(given, rest);
  if (instead !== undefined) return { reason: `${rest} of ${called} is written by the stack.`, fix: instead };
  if (transport === 'none') {
    const reason = `No broker of the cluster has a listener ${called}: it would have no effect.`;
    return { reason, fix: 'Give brokers external, or remove it.' };
  }
  if (rest.startsWith('ssl.') && transport === 'plain') {
    const reason = `${called} uses plain text, and ${rest} is for TLS: it would have no effect.`;
    return { reason, fix: `Set tls.${listener} of the cluster to true, or remove it.` };
  }
  if (!ofOneListener.test(rest) && isKnown('broker', rest)) {
    const reason = `${rest} is not a property of a single listener: it would have no effect.`;
    return { reason, fix: `Write ${rest}, which applies to the whole broker, or remove it.` };
  }
  return mappingOfNobody(given, rest);
}
