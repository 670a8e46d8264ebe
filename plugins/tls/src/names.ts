// Who a certificate is for: the subject and the alternative names.
import { isIP } from 'node:net';
import { anObject, aString, listOfStrings, type Shape } from '../../shared/shapes.ts';
import { isUnknown, type Props } from '../../shared/wire.ts';
import { Name, SubjectAlternativeNameExtension, type Extension, type JsonGeneralNames } from './x509.ts';

/** Fields of a subject, with their attribute types, in the order in which they stand in a certificate. */
const attributeTypes = {
  country: '2.5.4.6',
  province: '2.5.4.8',
  locality: '2.5.4.7',
  streetAddresses: '2.5.4.9',
  postalCode: '2.5.4.17',
  organization: '2.5.4.10',
  organizationalUnit: '2.5.4.11',
  commonName: '2.5.4.3',
  serialNumber: '2.5.4.5',
  emailAddress: '1.2.840.113549.1.9.1',
} as const;

/** Fields of `subject`. */
export const subjectFields: Shape = Object.fromEntries(
  Object.keys(attributeTypes).map((name) => [
    name,
    { kind: name === 'streetAddresses' ? listOfStrings : aString },
  ]),
);

/** Inputs that name whom a certificate, or a request for one, is for. */
export const nameInputs: Shape = {
  dnsNames: { kind: listOfStrings },
  ipAddresses: { kind: listOfStrings },
  subject: { kind: anObject('an object with the fields of a subject', subjectFields) },
  uris: { kind: listOfStrings },
};

/** What can't be put into a certificate. */
export function nameMistakes(inputs: Props): string[] {
  const asciiOnly = (name: string): string[] =>
    texts(inputs[name])
      .filter((text) => !/^[\x00-\x7f]+$/.test(text))
      .map(
        (text) =>
          `'${name}' holds ${JSON.stringify(text)}: an empty text, or one with characters beyond ASCII`,
      );
  const addresses = texts(inputs['ipAddresses'])
    .filter((text) => isIP(text) === 0 && !isUnknown(text))
    .map((text) => `'ipAddresses' holds ${JSON.stringify(text)}, which is no IP address`);
  return [...asciiOnly('dnsNames'), ...addresses, ...asciiOnly('uris')];
}

/** The subject's distinguished name; empty without a subject. */
export function subjectName(subject: unknown): Name {
  const fields = (subject ?? {}) as Props;
  return new Name(
    Object.entries(attributeTypes).flatMap(([field, type]) =>
      texts(fields[field]).map((text) => ({ [type]: [typed(field, text)] })),
    ),
  );
}

function typed(
  field: string,
  text: string,
): { ia5String: string } | { printableString: string } | { utf8String: string } {
  if (field === 'emailAddress') return { ia5String: text };
  return Name.isPrintableString(text) ? { printableString: text } : { utf8String: text };
}

/** The alternative names, if there are any. @param critical to be set where they stand alone, without a subject */
export function alternativeNames(inputs: Props, critical: boolean): Extension[] {
  const names: JsonGeneralNames = [
    ...texts(inputs['dnsNames']).map((value) => ({ type: 'dns' as const, value })),
    ...texts(inputs['ipAddresses']).map((value) => ({ type: 'ip' as const, value })),
    ...texts(inputs['uris']).map((value) => ({ type: 'url' as const, value })),
  ];
  return names.length > 0 ? [new SubjectAlternativeNameExtension(names, critical)] : [];
}

export function isEmpty(name: Name): boolean {
  return name.toJSON().length === 0;
}

function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? (value as string[]) : [];
}
