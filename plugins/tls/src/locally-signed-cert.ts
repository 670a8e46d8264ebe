// tls:index/locallySignedCert:LocallySignedCert, by the names that @pulumi/tls registers.
import { X509Certificate as NodeCertificate } from 'node:crypto';
import { ProviderError, reasonOf } from '../../shared/errors.ts';
import { aString, type Fields } from '../../shared/fields.ts';
import type { ValueKind } from '../../shared/value-provider.ts';
import { certificateInputs, certificateRules, sign } from './certificate.ts';
import { signerOf } from './keys.ts';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  type Extension,
} from './x509.ts';

/** Inputs of a LocallySignedCert. */
export const locallySignedCertInputs: Fields = {
  ...certificateInputs,
  caCertPem: { kind: aString, required: true },
  caPrivateKeyPem: { kind: aString, required: true, secret: true },
  certRequestPem: { kind: aString, required: true },
};

export function locallySignedCertKind(now: () => number): ValueKind {
  return {
    ...certificateRules(now),
    inputs: locallySignedCertInputs,
    create: async (inputs) => {
      const { caCertPem, caPrivateKeyPem, certRequestPem } = inputs as Record<
        'caCertPem' | 'caPrivateKeyPem' | 'certRequestPem',
        string
      >;
      const signer = await signerOf(caPrivateKeyPem, 'caPrivateKeyPem');
      const ca = parsed(X509Certificate, caCertPem, 'caCertPem', 'certificate');
      const request = parsed(Pkcs10CertificateRequest, certRequestPem, 'certRequestPem', 'request');
      if (!new NodeCertificate(caCertPem).checkPrivateKey(signer.key)) {
        throw new ProviderError("'caPrivateKeyPem' is not the key of 'caCertPem'");
      }
      const made = await sign(
        inputs,
        {
          subject: request.subjectName,
          publicKey: request.publicKey,
          issuer: ca.subjectName,
          signer,
          extensions: [
            new BasicConstraintsExtension(false, undefined, true),
            ...authorityKeyId(ca, request),
            ...requestedNames(request),
          ],
        },
        now(),
      );
      return { ...made, results: { ...made.results, caKeyAlgorithm: signer.algorithm } };
    },
  };
}

function parsed<T>(Type: new (pem: string) => T, pem: string, name: string, what: string): T {
  try {
    return new Type(pem);
  } catch (error) {
    throw new ProviderError(`'${name}' is no ${what} in PEM format: ${reasonOf(error)}`);
  }
}

/** Names the authority's key, if that has an identifier, except in an authority's certificate for itself. */
function authorityKeyId(ca: X509Certificate, request: Pkcs10CertificateRequest): Extension[] {
  const own = ca.getExtension(SubjectKeyIdentifierExtension);
  const itself = Buffer.from(ca.subjectName.toArrayBuffer()).equals(
    Buffer.from(request.subjectName.toArrayBuffer()),
  );
  return own && !itself ? [new AuthorityKeyIdentifierExtension(own.keyId)] : [];
}

/** The alternative names that are asked for; nothing else of a request is taken over. */
function requestedNames(request: Pkcs10CertificateRequest): Extension[] {
  return request.extensions.filter((extension) => extension instanceof SubjectAlternativeNameExtension);
}
