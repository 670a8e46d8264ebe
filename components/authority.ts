// A CA of one cluster: its key stays with Pulumi, and goes to no host.
import { X509Certificate } from 'node:crypto';
import * as pulumi from '@pulumi/pulumi';
import * as tls from '@pulumi/tls';
import { certificatesIn } from '../config/schema/authority.ts';
import type { Cluster, Subject } from '../config/topology.ts';
import { announceExpiry } from './expiry.ts';
import { provided } from './provided.ts';

/** Short to compute and to send, and known to every TLS 1.2 client. */
export const keyKind: tls.PrivateKeyArgs = { algorithm: 'ECDSA', ecdsaCurve: 'P256' };
/** A CA's certificate outlives what it signs by far: ten years. */
const authorityHours = 10 * 365 * 24;
/** Everybody who connects has to get the next one first. */
const soonDays = 180;

export interface Authority {
  /** Its place in `tls.authorities` by name. */
  number: number;
  /** Undefined: nobody has it, and what it signed is kept as it is. */
  key: pulumi.Input<string> | undefined;
  /** Its own certificate, PEM. */
  certificate: pulumi.Input<string>;
  /** What clients trust: its own, and those of the CAs above it. */
  trusted: pulumi.Input<string>;
}

export interface AuthorityArgs {
  cluster: Cluster;
  number: number;
  /** Values of the stack's secrets, by name. */
  secrets: Readonly<Record<string, string>>;
  now: Date;
}

/** A cluster's CA of that number: the one that its owner brings along, or one that is made. */
export function authorityOf(parent: pulumi.Resource, bundle: string, args: AuthorityArgs): Authority {
  const { cluster, number, secrets, now } = args;
  const given = cluster.tls.givenAuthorities[number];
  const warn = (end: pulumi.Output<string>): void =>
    announceExpiry(
      parent,
      {
        owner: `the CA of ${cluster.id}${ordinal(number)}`,
        advice: `Replace it in steps, as kafka-proxied:clusters.${cluster.id}.tls.authorities says: all that connect must trust a new one first.`,
      },
      end,
      now,
      soonDays,
    );
  if (!given) {
    const made = makeAuthority(parent, bundle, cluster, number);
    warn(made.end);
    return made;
  }
  const [certificate = ''] = certificatesIn(given.certificate);
  warn(pulumi.output(new Date(new X509Certificate(certificate).validTo).toISOString()));
  const key = given.key && pulumi.secret(secrets[given.key.secret] ?? '');
  return { number, key, certificate, trusted: given.certificate };
}

function ordinal(number: number): string {
  return number === 1 ? '' : ` ${number}`;
}

/**
 * Makes a CA. What it is made of stays as it was at first: another certificate under the same number would be trusted by
 * nobody yet.
 */
function makeAuthority(
  parent: pulumi.Resource,
  bundle: string,
  { id, tls: { subject } }: Cluster,
  number: number,
): Authority & { end: pulumi.Output<string> } {
  const name = number === 1 ? `${bundle}-ca` : `${bundle}-ca-${number}`;
  const key = new tls.PrivateKey(`${name}-key`, keyKind, { parent });
  const { certPem, validityEndTime } = new tls.SelfSignedCert(
    name,
    {
      privateKeyPem: key.privateKeyPem,
      // A chain is found by names, so no two CAs have the same.
      subject: subjectOf(subject, `${subject.CN ?? `${id} CA`}${ordinal(number)}`),
      isCaCertificate: true,
      setSubjectKeyId: true,
      allowedUses: ['cert_signing', 'crl_signing'],
      validityPeriodHours: authorityHours,
    },
    { parent, ignoreChanges: ['subject'] },
  );
  return {
    number,
    key: key.privateKeyPem,
    certificate: certPem,
    trusted: provided(certPem),
    end: provided(validityEndTime),
  };
}

/** A subject as @pulumi/tls takes it. */
export function subjectOf({ O, OU, L, ST, C }: Subject, commonName: string) {
  return {
    commonName,
    ...(O !== undefined && { organization: O }),
    ...(OU !== undefined && { organizationalUnit: OU }),
    ...(L !== undefined && { locality: L }),
    ...(ST !== undefined && { province: ST }),
    ...(C !== undefined && { country: C }),
  };
}
