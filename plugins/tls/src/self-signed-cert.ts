// tls:index/selfSignedCert:SelfSignedCert, by the names that @pulumi/tls registers.
import { aFlag, aString, type Shape } from '../../shared/shapes.ts';
import type { ValueKind } from '../../shared/value-provider.ts';
import { certificateInputs, certificateRules, hasSubjectKeyId, sign } from './certificate.ts';
import { signerOf } from './keys.ts';
import { alternativeNames, isEmpty, nameInputs, nameMistakes, subjectName } from './names.ts';
import { AuthorityKeyIdentifierExtension } from './x509.ts';

/** Inputs of a SelfSignedCert. */
export const selfSignedCertInputs: Shape = {
  ...certificateInputs,
  ...nameInputs,
  privateKeyPem: { kind: aString, required: true, secret: true },
  setAuthorityKeyId: { kind: aFlag },
};

export function selfSignedCertKind(now: () => number): ValueKind {
  const rules = certificateRules(now);
  return {
    ...rules,
    inputs: selfSignedCertInputs,
    complete: (inputs) => ({
      ...rules.complete(inputs),
      setAuthorityKeyId: inputs['setAuthorityKeyId'] ?? false,
    }),
    mistakes: (inputs) => {
      const mistakes = nameMistakes(inputs);
      if (inputs['isCaCertificate'] === true && Object.keys(inputs['subject'] ?? {}).length === 0) {
        mistakes.push(
          "'subject' is required for an authority (isCaCertificate): RFC 5280 wants it to have a name",
        );
      }
      if (inputs['setAuthorityKeyId'] === true && !hasSubjectKeyId(inputs)) {
        mistakes.push("'setAuthorityKeyId' needs 'setSubjectKeyId': the certificate is its own authority");
      }
      return mistakes;
    },
    create: async (inputs) => {
      const signer = await signerOf(inputs['privateKeyPem'] as string, 'privateKeyPem');
      const { publicKey } = signer.keys;
      const name = subjectName(inputs['subject']);
      const authority =
        inputs['setAuthorityKeyId'] === true ? [await AuthorityKeyIdentifierExtension.create(publicKey)] : [];
      const extensions = [...authority, ...alternativeNames(inputs, isEmpty(name))];
      const made = await sign(inputs, { subject: name, issuer: name, publicKey, signer, extensions }, now());
      return { ...made, results: { ...made.results, keyAlgorithm: signer.algorithm } };
    },
  };
}
