// A CA of one cluster: its key stays in the state, and goes to no host.
import type * as pulumi from '@pulumi/pulumi';
import * as tls from '@pulumi/tls';
import type { Cluster, Subject } from '../config/topology.ts';
import { announceExpiry } from './expiry.ts';

/** Short to compute and to send, and known to every TLS 1.2 client. */
export const keyKind: tls.PrivateKeyArgs = { algorithm: 'ECDSA', ecdsaCurve: 'P256' };
/** A CA's certificate outlives what it signs by far: ten years. */
const authorityHours = 10 * 365 * 24;
/** Everybody who connects has to get the next one first. */
const soonDays = 180;

export interface Authority {
  /** Its place in `tls.authorities` by name. */
  number: number;
  key: tls.PrivateKey;
  certificate: tls.SelfSignedCert;
}

/**
 * Makes a cluster's CA of that number. What it is made of stays as it was at first: another certificate under the same
 * number would be trusted by nobody yet.
 */
export function makeAuthority(
  parent: pulumi.Resource,
  bundle: string,
  { id, tls: { subject } }: Cluster,
  number: number,
  now: Date,
): Authority {
  const ordinal = number === 1 ? '' : ` ${number}`;
  const name = number === 1 ? `${bundle}-ca` : `${bundle}-ca-${number}`;
  const key = new tls.PrivateKey(`${name}-key`, keyKind, { parent });
  const certificate = new tls.SelfSignedCert(
    name,
    {
      privateKeyPem: key.privateKeyPem,
      // A chain is found by names, so no two CAs have the same.
      subject: subjectOf(subject, `${subject.CN ?? `${id} CA`}${ordinal}`),
      isCaCertificate: true,
      setSubjectKeyId: true,
      allowedUses: ['cert_signing', 'crl_signing'],
      validityPeriodHours: authorityHours,
    },
    { parent, ignoreChanges: ['subject'] },
  );
  announceExpiry(
    parent,
    {
      owner: `the CA of ${id}${ordinal}`,
      advice: `Replace it in steps, as kafka-proxied:clusters.${id}.tls.authorities says: all that connect must trust a new one first.`,
    },
    certificate.validityEndTime,
    now,
    soonDays,
  );
  return { number, key, certificate };
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
