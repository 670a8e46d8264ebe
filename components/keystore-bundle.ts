// The keys and certificates of one cluster: CAs of its own, an identity for each broker, coordinating server and client, passwords.
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import * as tls from '@pulumi/tls';
import { caIds } from '../config/ca-id.ts';
import type { TlsNames } from '../config/plan/types.ts';
import { coordinationHasTls, coordinationOf, coordinatorsOf } from '../config/coordination.ts';
import type { CaIds, BrokerSpec, Cluster, HostId, NodeId, NodeRole } from '../config/topology.ts';
import { type Identity, keptIdentity, type NodeKeys } from '../templates/identity.ts';
import { type Authority, authorityOf, keyKind, subjectOf } from './authority.ts';
import type { ClientKeys } from './client-keys.ts';
import { announceExpiry } from './expiry.ts';
import { provided } from './provided.ts';

type Node = Pick<BrokerSpec, 'id' | 'host'>;

export interface KeystoreBundleArgs {
  cluster: Cluster;
  /** Names and addresses of services, as the plan gives them; those of other clusters are passed over. */
  names: readonly TlsNames[];
  /** Who shows a certificate to listeners: hosts, and others by common names. */
  clients: readonly string[];
  /** Values of the stack's secrets, by name. */
  secrets: Readonly<Record<string, string>>;
  /** Time of this run. */
  now: Date;
}

/** Letters and digits only: store passwords pass through property files, and 32 of them hold 190 bits. */
const passwordKind: random.RandomPasswordArgs = { length: 32, special: false };

export class KeystoreBundle extends pulumi.ComponentResource implements ClientKeys {
  /** Certificates that clients and nodes trust, PEM. Public. */
  readonly authorities: pulumi.Output<string>;
  readonly caIds: CaIds;
  /** True: the CA that issues has no key, so everybody keeps the certificate that he has. */
  readonly keeps: boolean;

  private readonly issuer: Authority;
  private readonly brokers: Map<NodeId, pulumi.Output<NodeKeys>>;
  private readonly coordinators: Map<NodeId, pulumi.Output<NodeKeys>>;
  private readonly clients: Map<string, pulumi.Output<Identity>>;

  private readonly name: string;
  private readonly args: KeystoreBundleArgs;

  constructor(name: string, args: KeystoreBundleArgs, options?: pulumi.ComponentResourceOptions) {
    super('kafka-proxied:index:KeystoreBundle', name, {}, options);
    this.name = name;
    this.args = args;
    const { cluster, clients } = args;
    this.caIds = caIds(cluster.tls);
    const made = cluster.tls.authorities.map((number) =>
      authorityOf(this, name, { cluster, number, secrets: args.secrets, now: args.now }),
    );
    const [issuer] = made;
    if (!issuer) throw new Error(`${name} has no CA`);
    this.issuer = issuer;
    this.keeps = issuer.key === undefined;
    // In the order of their numbers: when another one issues, nobody trusts others than before.
    this.authorities = pulumi
      .all(made.toSorted((a, b) => a.number - b.number).map(({ trusted }) => trusted))
      .apply((certificates) => certificates.join(''));
    const coordinators = coordinationHasTls(cluster) ? coordinatorsOf(cluster) : [];
    const passwords = this.makePasswords([...cluster.brokers, ...coordinators]);
    const makeNodes = (kind: NodeRole, nodes: readonly Node[]) =>
      new Map(
        nodes.map(({ id, host }) => {
          const names = this.namesOf(kind, id);
          const identity = this.makeIdentity(`${kind}-${id}`, `${cluster.id}-${kind}-${id}`, names);
          const all = [...names.dns, ...names.addresses];
          const keys = pulumi.all([identity, this.passwordOf(host, passwords)]);
          return [id, keys.apply(([pems, own]) => ({ ...pems, password: own, names: all }))] as const;
        }),
      );
    this.brokers = makeNodes('broker', cluster.brokers);
    this.coordinators = makeNodes(coordinationOf(cluster), coordinators);
    this.clients = new Map(clients.map((who) => [who, this.makeIdentity(`client-${who}`, who)]));
    this.registerOutputs({ authorities: this.authorities });
  }

  /** A broker's key, certificate and store password. */
  broker(id: NodeId): pulumi.Output<NodeKeys> {
    const keys = this.brokers.get(id);
    if (!keys) throw new Error(`${this.name} has no keys for broker ${id}`);
    return keys;
  }

  /** The same of a server that coordinates the cluster; undefined: it speaks plain text. */
  coordinator(id: NodeId): pulumi.Output<NodeKeys> | undefined {
    return this.coordinators.get(id);
  }

  client(name: string): pulumi.Output<Identity> | undefined {
    return this.clients.get(name);
  }

  /** One a host: whoever may read one store there may read the others as well. */
  private makePasswords(nodes: readonly Node[]): Map<HostId, random.RandomPassword> {
    const hosts = [...new Set(nodes.map(({ host }) => host))];
    return new Map(
      hosts.map((host) => [
        host,
        new random.RandomPassword(`${this.name}-password-${host}`, passwordKind, { parent: this }),
      ]),
    );
  }

  private passwordOf(
    host: HostId,
    passwords: ReadonlyMap<HostId, random.RandomPassword>,
  ): pulumi.Output<string> {
    const own = passwords.get(host);
    if (!own) throw new Error(`${this.name} has no password for ${host}`);
    return provided(own.result);
  }

  /** The names that any port of a node is known by. */
  private namesOf(kind: NodeRole, id: NodeId): Pick<TlsNames, 'dns' | 'addresses'> {
    const own = this.args.names.filter(
      ({ service }) => service.kind === kind && service.cluster === this.args.cluster.id && service.id === id,
    );
    return {
      dns: [...new Set(own.flatMap(({ dns }) => dns))],
      addresses: [...new Set(own.flatMap(({ addresses }) => addresses))],
    };
  }

  private makeIdentity(
    what: string,
    commonName: string,
    names?: Pick<TlsNames, 'dns' | 'addresses'>,
  ): pulumi.Output<Identity> {
    const { key } = this.issuer;
    if (key === undefined) return this.authorities.apply((authorities) => ({ ...keptIdentity, authorities }));
    const { subject, certificateDays, renewDays } = this.args.cluster.tls;
    const own = new tls.PrivateKey(`${this.name}-${what}-key`, keyKind, { parent: this });
    const request = new tls.CertRequest(
      `${this.name}-${what}-request`,
      {
        privateKeyPem: own.privateKeyPem,
        subject: subjectOf(subject, commonName),
        ...(names && { dnsNames: names.dns, ipAddresses: names.addresses }),
      },
      { parent: this },
    );
    const certificate = new tls.LocallySignedCert(
      `${this.name}-${what}-certificate`,
      {
        certRequestPem: request.certRequestPem,
        caPrivateKeyPem: key,
        caCertPem: this.issuer.certificate,
        allowedUses: ['digital_signature', 'client_auth', ...(names ? ['server_auth'] : [])],
        validityPeriodHours: certificateDays * 24,
        earlyRenewalHours: renewDays * 24,
      },
      { parent: this },
    );
    announceExpiry(
      this,
      {
        owner: commonName,
        advice: `It is renewed by an \`up\` ${renewDays} days before its end (kafka-proxied:clusters.${this.args.cluster.id}.tls.renewDays).`,
      },
      provided(certificate.validityEndTime),
      this.args.now,
    );
    return pulumi
      .all([provided(own.privateKeyPemPkcs8), provided(certificate.certPem), this.authorities])
      .apply(([pem, certPem, authorities]) => ({ key: pem, certificate: certPem, authorities }));
  }
}
