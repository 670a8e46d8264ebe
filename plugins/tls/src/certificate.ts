// What self-signed and locally signed certificates have in common: inputs, validity, renewal, the signature.
import { aFlag, listOf, wholeFrom, type Shape } from '../../shared/shapes.ts';
import type { ValueKind } from '../../shared/value-provider.ts';
import { reveal, type Props } from '../../shared/wire.ts';
import type { Signer } from './keys.ts';
import { usageExtensions, uses } from './uses.ts';
import {
  BasicConstraintsExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
  type Extension,
  type Name,
  type PublicKeyType,
} from './x509.ts';

const hourMs = 3_600_000;

/** Inputs of both kinds of certificates. */
export const certificateInputs: Shape = {
  allowedUses: { kind: listOf(uses), required: true },
  earlyRenewalHours: { kind: wholeFrom(0) },
  isCaCertificate: { kind: aFlag },
  maxPathLength: { kind: wholeFrom(-1) },
  setSubjectKeyId: { kind: aFlag },
  validityPeriodHours: { kind: wholeFrom(0), required: true },
};

/** How both kinds of certificates change: all that a certificate says replaces it, and so does its age. */
export function certificateRules(
  now: () => number,
): Required<Pick<ValueKind, 'updatable' | 'sticky' | 'renewal'>> & Pick<ValueKind, 'complete'> {
  return {
    updatable: ['earlyRenewalHours'],
    sticky: ['maxPathLength'],
    complete: (inputs) => ({
      ...inputs,
      earlyRenewalHours: inputs['earlyRenewalHours'] ?? 0,
      isCaCertificate: inputs['isCaCertificate'] ?? false,
      setSubjectKeyId: inputs['setSubjectKeyId'] ?? false,
    }),
    renewal: {
      output: 'readyForRenewal',
      due: (outputs) => {
        const end = Date.parse(reveal(outputs['validityEndTime']) as string);
        return end - (reveal(outputs['earlyRenewalHours']) as number) * hourMs <= now();
      },
    },
  };
}

/** What the two kinds of certificates differ in. */
export interface Parties {
  readonly subject: Name;
  readonly publicKey: PublicKeyType;
  readonly issuer: Name;
  readonly signer: Signer;
  /** Alternative names, and the issuer's key identifier. */
  readonly extensions: readonly Extension[];
}

/** Signs a certificate that is valid from now on. @returns its serial number as the ID, and the outputs */
export async function sign(
  inputs: Props,
  { subject, publicKey, issuer, signer, extensions }: Parties,
  now: number,
): Promise<{ id: string; results: Props }> {
  const notBefore = new Date(Math.floor(now / 1000) * 1000);
  const notAfter = new Date(notBefore.getTime() + (inputs['validityPeriodHours'] as number) * hourMs);
  const isCa = inputs['isCaCertificate'] === true;
  const depth = inputs['maxPathLength'] as number | undefined;
  const certificate = await X509CertificateGenerator.create({
    subject,
    issuer,
    notBefore,
    notAfter,
    publicKey,
    signingKey: signer.keys.privateKey,
    signingAlgorithm: signer.signing,
    extensions: [
      ...usageExtensions(inputs['allowedUses'] as string[]),
      new BasicConstraintsExtension(
        isCa,
        isCa && depth !== undefined && depth >= 0 ? depth : undefined,
        true,
      ),
      ...(hasSubjectKeyId(inputs) ? [await SubjectKeyIdentifierExtension.create(publicKey)] : []),
      ...extensions,
    ],
  });
  return {
    id: BigInt(`0x${certificate.serialNumber}`).toString(),
    results: {
      certPem: `${certificate.toString('pem')}\n`,
      validityStartTime: timestamp(notBefore),
      validityEndTime: timestamp(notAfter),
    },
  };
}

/** An authority always names its key. */
export function hasSubjectKeyId(inputs: Props): boolean {
  return inputs['isCaCertificate'] === true || inputs['setSubjectKeyId'] === true;
}

function timestamp(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z');
}
