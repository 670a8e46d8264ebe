// How a listener is protected: what carries its bytes, and how its clients say who they are. Kafka's names for both, and
// words for people, come from the tables here.

/** Kafka's listener name. INTERNAL serves the network and other brokers, EXTERNAL what comes through the gateway. */
export type ListenerName = 'INTERNAL' | 'EXTERNAL';

/** What a TLS listener wants of its clients; Kafka's `ssl.client.auth`. */
export type ClientAuth = (typeof clientAuths)[number];
export const clientAuths = ['none', 'requested', 'required'] as const;

/** `plain`: anyone on the path can read and change what passes; `tls`: nobody can, and the server shows a certificate. */
export type Transport = 'plain' | 'tls';

/**
 * How clients say who they are. `none`: they don't, and everybody is User:ANONYMOUS; `optionalCertificate`: by a
 * certificate, and those that have none are let in as well; `clientCertificate`: by a certificate.
 */
export type Authentication = 'none' | 'optionalCertificate' | 'clientCertificate';

export interface ListenerSecurity {
  transport: Transport;
  authentication: Authentication;
}

/** Of everybody who reaches it. */
export const unprotected: ListenerSecurity = { transport: 'plain', authentication: 'none' };

interface AuthenticationKind {
  /** What is said of it beside the transport; undefined: nothing. */
  label?: string;
  /** Kafka's `security.protocol`, by transport. */
  protocols: Record<Transport, string>;
  /** Kafka's `ssl.client.auth`; without effect on a plain listener. */
  clientAuth: ClientAuth;
}

const withoutSasl = { plain: 'PLAINTEXT', tls: 'SSL' } as const;

/** What Kafka calls each kind of authentication. A new one is a new row. */
const authentications = {
  none: { protocols: withoutSasl, clientAuth: 'none' },
  optionalCertificate: { protocols: withoutSasl, clientAuth: 'requested' },
  clientCertificate: { protocols: withoutSasl, clientAuth: 'required' },
} as const satisfies Record<Authentication, AuthenticationKind>;

/** Kafka's `security.protocol`; in `listener.security.protocol.map` a listener has the same. */
export type SecurityProtocol = (typeof authentications)[Authentication]['protocols'][Transport];

const transports = {
  plain: { name: 'plain text', label: 'plain' },
  tls: { name: 'TLS', label: 'TLS' },
} as const satisfies Record<Transport, { name: string; label: string }>;

/** A transport, for people. */
export function transportName(transport: Transport): string {
  return transports[transport].name;
}

/** The security of a listener, for people. */
export function securityName({ transport, authentication }: ListenerSecurity): string {
  const { label }: AuthenticationKind = authentications[authentication];
  return [transportName(transport), ...(label === undefined ? [] : [label])].join(' with ');
}

/** The same in as few letters as a picture has room for. */
export function securityLabel({ transport, authentication }: ListenerSecurity): string {
  const { label }: AuthenticationKind = authentications[authentication];
  return [transports[transport].label, ...(label === undefined ? [] : [label])].join(', ');
}

/** Kafka's name of what a listener speaks. */
export function securityProtocol({ transport, authentication }: ListenerSecurity): SecurityProtocol {
  return authentications[authentication].protocols[transport];
}

/** What Kafka's `ssl.client.auth` says of a listener. */
export function clientAuthOf({ authentication }: ListenerSecurity): ClientAuth {
  return authentications[authentication].clientAuth;
}

/** Whether the listener, or what else has a transport, speaks TLS. */
export function usesTls({ transport }: { transport: Transport }): boolean {
  return transport === 'tls';
}

/** Whether clients are asked for certificates of their own. */
export function asksCertificate(security: ListenerSecurity): boolean {
  return usesTls(security) && clientAuthOf(security) !== 'none';
}

const all = (Object.keys(authentications) as Authentication[]).flatMap((authentication) =>
  (Object.keys(transports) as Transport[]).map((transport): ListenerSecurity => ({
    transport,
    authentication,
  })),
);

/** Every name of a protocol that a listener of ours may have. */
export const securityProtocols = [...new Set(all.map(securityProtocol))];

export function isSecurityProtocol(text: string): text is SecurityProtocol {
  return (securityProtocols as string[]).includes(text);
}

/**
 * The security that Kafka calls so.
 * @param clientAuth of the listener, or of its cluster: a plain one asks nobody for a certificate. Default `none`
 */
export function securityCalled(
  protocol: SecurityProtocol,
  clientAuth: ClientAuth = 'none',
): ListenerSecurity {
  const called = all.filter((security) => securityProtocol(security) === protocol);
  const [first] = called;
  if (!first) throw new Error(`${protocol} is not a listener protocol`);
  return called.find((security) => usesTls(security) && clientAuthOf(security) === clientAuth) ?? first;
}

const byCertificate: Record<ClientAuth, Authentication> = {
  none: 'none',
  requested: 'optionalCertificate',
  required: 'clientCertificate',
};

/** What carries a listener's bytes, by what the config says of it. */
export function transportOf(isSecure: boolean): Transport {
  return isSecure ? 'tls' : 'plain';
}

/** What the config decides for a listener of a cluster. */
export function securityOfListener(
  tls: { external: boolean; internal: boolean; clientAuth: ClientAuth },
  listener: ListenerName,
): ListenerSecurity {
  const transport = transportOf({ INTERNAL: tls.internal, EXTERNAL: tls.external }[listener]);
  return usesTls({ transport }) ? { transport, authentication: byCertificate[tls.clientAuth] } : unprotected;
}

/** What coordinates asks every client that comes by TLS for a certificate, and others for nothing. */
export function securityOfCoordination({ transport }: { transport: Transport }): ListenerSecurity {
  return { transport, authentication: usesTls({ transport }) ? 'clientCertificate' : 'none' };
}

/** What a cluster's ZooKeeper answers, by the config's word; what brokers use first. */
export const zookeeperTransports = {
  off: ['plain'],
  both: ['tls', 'plain'],
  only: ['tls'],
} as const satisfies Record<string, readonly Transport[]>;
