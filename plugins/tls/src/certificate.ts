// What self-signed and locally signed certificates have in common: inputs, validity, renewal, the signature.
import { listOf, wholeFrom, type Fields } from '../../shared/fields.ts';
import type { ValueKind } from '../../shared/value-provider.ts';
import { reveal, type Props } from '../../shared/wire.ts';
import type { Signer } from './keys.ts';
import {
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509CertificateGenerator,
  type Extension,
  type Name,
  type PublicKeyType,
} from './x509.ts';

const hourMs = 3_600_000;

const keyUsages: Readonly<Record<string, KeyUsageFlags>> = {
  digital_signature: KeyUsageFlags.digitalSignature,
  cert_signing: KeyUsageFlags.keyCertSign,
  crl_signing: KeyUsageFlags.cRLSign,
};

/** RFC 5280, 4.2.1.12. */
const extendedKeyUsages: Readonly<Record<string, string>> = {
  server_auth: '1.3.6.1.5.5.7.3.1',
  client_auth: '1.3.6.1.5.5.7.3.2',
};

/** Inputs of both kinds of certificates. */
export const certificateInputs: Fields = {
  allowedUses: {
    kind: listOf([...Object.keys(keyUsages), ...Object.keys(extendedKeyUsages)]),
    required: true,
  },
  earlyRenewalHours: { kind: wholeFrom(0) },
  validityPeriodHours: { kind: wholeFrom(0), required: true },
};

/** How both kinds of certificates change: all that a certificate says replaces it, and so does its age. */
export function certificateRules(
  now: () => number,
): Required<Pick<ValueKind, 'updatable' | 'renewal'>> & Pick<ValueKind, 'complete'> {
  return {
    updatable: ['earlyRenewalHours'],
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
  /** What it says beside its uses. */
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
  const certificate = await X509CertificateGenerator.create({
    subject,
    issuer,
    notBefore,
    notAfter,
    publicKey,
    signingKey: signer.keys.privateKey,
    signingAlgorithm: signer.signing,
    extensions: [...usageExtensions(inputs['allowedUses'] as string[]), ...extensions],
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

/** The extensions for some uses: none where they name none. */
function usageExtensions(allowed: readonly string[]): Extension[] {
  const flags = allowed.reduce((all, use) => all | (keyUsages[use] ?? 0), 0);
  const extended = allowed.flatMap((use) => extendedKeyUsages[use] ?? []);
  return [
    ...(flags === 0 ? [] : [new KeyUsagesExtension(flags, true)]),
    ...(extended.length === 0 ? [] : [new ExtendedKeyUsageExtension(extended)]),
  ];
}

function timestamp(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z');
}
