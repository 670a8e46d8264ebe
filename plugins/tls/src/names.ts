// Who a certificate is for: the subject and the alternative names.
import { isIP } from 'node:net';
import { anObject, aString, type Field, type Fields } from '../../shared/fields.ts';
import { isUnknown, type Props } from '../../shared/wire.ts';
import { Name, SubjectAlternativeNameExtension, type Extension, type JsonGeneralNames } from './x509.ts';

/** Fields of a subject, with their attribute types, in the order in which they stand in a certificate. */
const attributeTypes = {
  country: '2.5.4.6',
  province: '2.5.4.8',
  locality: '2.5.4.7',
  organization: '2.5.4.10',
  organizationalUnit: '2.5.4.11',
  commonName: '2.5.4.3',
} as const;

/** Fields of `subject`. */
export const subjectFields: Fields = {
  ...Object.fromEntries(Object.keys(attributeTypes).map((name) => [name, { kind: aString }])),
  commonName: { kind: aString, required: true },
};

/** The input that names whom a certificate, or a request for one, is for. */
export const subject: Field = {
  kind: anObject('an object with the fields of a subject', subjectFields),
  required: true,
};

/** Alternative names that can't be put into a certificate. */
export function nameMistakes(inputs: Props): string[] {
  const { dnsNames = [], ipAddresses = [] } = inputs as Record<'dnsNames' | 'ipAddresses', string[]>;
  return [
    ...[dnsNames]
      .flat()
      .filter((text) => !/^[\x00-\x7f]+$/.test(text))
      .map(
        (text) =>
          `'dnsNames' holds ${JSON.stringify(text)}: an empty text, or one with characters beyond ASCII`,
      ),
    ...[ipAddresses]
      .flat()
      .filter((text) => isIP(text) === 0 && !isUnknown(text))
      .map((text) => `'ipAddresses' holds ${JSON.stringify(text)}, which is no IP address`),
  ];
}

/** The subject's distinguished name. */
export function subjectName(fields: unknown): Name {
  return new Name(
    Object.entries(attributeTypes).flatMap(([field, type]) => {
      const text = (fields as Record<string, string | undefined>)[field];
      if (text === undefined) return [];
      return [{ [type]: [Name.isPrintableString(text) ? { printableString: text } : { utf8String: text }] }];
    }),
  );
}

/** The alternative names, if there are any. */
export function alternativeNames({ dnsNames, ipAddresses }: Props): Extension[] {
  const names: JsonGeneralNames = [
    ...((dnsNames ?? []) as string[]).map((value) => ({ type: 'dns' as const, value })),
    ...((ipAddresses ?? []) as string[]).map((value) => ({ type: 'ip' as const, value })),
  ];
  return names.length > 0 ? [new SubjectAlternativeNameExtension(names)] : [];
}
