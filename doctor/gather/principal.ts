// As whom a broker knows a client by its certificate.
import { X509Certificate } from 'node:crypto';

/**
 * Subject of a client's certificate as Kafka writes it (RFC 2253): the most specific part first.
 * @param identity key and certificate, PEM; undefined: it has none
 */
export function subjectOf(identity: string | undefined): string | undefined {
  if (identity === undefined) return undefined;
  try {
    // One line for each part, in the order of the certificate, with the escapes of RFC 2253.
    return new X509Certificate(identity).subject.split('\n').reverse().join(',');
  } catch {
    return undefined;
  }
}
