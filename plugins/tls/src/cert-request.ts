// tls:index/certRequest:CertRequest, by the names that @pulumi/tls registers.
import { createHash } from 'node:crypto';
import { aString, listOfStrings, type Fields } from '../../shared/fields.ts';
import type { ValueKind } from '../../shared/value-provider.ts';
import { signerOf } from './keys.ts';
import { alternativeNames, nameMistakes, subject, subjectName } from './names.ts';
import { Pkcs10CertificateRequestGenerator } from './x509.ts';

/** Inputs of a CertRequest. */
export const certRequestInputs: Fields = {
  dnsNames: { kind: listOfStrings },
  ipAddresses: { kind: listOfStrings },
  privateKeyPem: { kind: aString, required: true, secret: true },
  subject,
};

export const certRequestKind: ValueKind = {
  inputs: certRequestInputs,
  complete: (inputs) => inputs,
  mistakes: nameMistakes,
  create: async (inputs) => {
    const { algorithm, keys, signing } = await signerOf(inputs['privateKeyPem'] as string, 'privateKeyPem');
    const request = await Pkcs10CertificateRequestGenerator.create({
      name: subjectName(inputs['subject']),
      keys,
      signingAlgorithm: signing,
      extensions: alternativeNames(inputs),
    });
    return {
      id: createHash('sha1').update(Buffer.from(request.rawData)).digest('hex'),
      results: { certRequestPem: `${request.toString('pem')}\n`, keyAlgorithm: algorithm },
    };
  },
};
