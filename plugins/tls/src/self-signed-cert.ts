// tls:index/selfSignedCert:SelfSignedCert, by the names that @pulumi/tls registers: the certificate of an authority.
import { aString, only, type Fields } from '../../shared/fields.ts';
import type { ValueKind } from '../../shared/value-provider.ts';
import { certificateInputs, certificateRules, sign } from './certificate.ts';
import { signerOf } from './keys.ts';
import { subject, subjectName } from './names.ts';
import { BasicConstraintsExtension, SubjectKeyIdentifierExtension } from './x509.ts';

/** Inputs of a SelfSignedCert. */
export const selfSignedCertInputs: Fields = {
  ...certificateInputs,
  isCaCertificate: { kind: only(true), required: true },
  privateKeyPem: { kind: aString, required: true, secret: true },
  setSubjectKeyId: { kind: only(true) },
  subject,
};

export function selfSignedCertKind(now: () => number): ValueKind {
  const rules = certificateRules(now);
  return {
    ...rules,
    inputs: selfSignedCertInputs,
    complete: (inputs) => ({ ...rules.complete(inputs), setAuthorityKeyId: false }),
    create: async (inputs) => {
      const signer = await signerOf(inputs['privateKeyPem'] as string, 'privateKeyPem');
      const { publicKey } = signer.keys;
      const name = subjectName(inputs['subject']);
      const extensions = [
        new BasicConstraintsExtension(true, undefined, true),
        await SubjectKeyIdentifierExtension.create(publicKey),
      ];
      const made = await sign(inputs, { subject: name, issuer: name, publicKey, signer, extensions }, now());
      return { ...made, results: { ...made.results, keyAlgorithm: signer.algorithm } };
    },
  };
}
