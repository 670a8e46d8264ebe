// Keys and certificates as they reach a host: PEM texts.
import type { Document } from './document.ts';

/** What a node shows others, and whom it trusts: PEM texts. */
export interface Identity {
  /** Private key, PKCS #8; '' where the host keeps the one that it has, and its certificate. */
  key: string;
  certificate: string;
  /** Certificates of the CAs that it trusts, one after the other. */
  authorities: string;
}

/** Of whoever keeps the key and the certificate that his host has. */
export const keptIdentity = { key: '', certificate: '' } as const;

export function isKept({ key }: Pick<Identity, 'key'>): boolean {
  return key === '';
}

/** What tells a host's script to keep them. */
export function keeping(identity: Pick<Identity, 'key'>): Document['params'] {
  return isKept(identity) ? { keep: 'yes' } : {};
}

/** A service's identity, with the password of its stores. */
export interface NodeKeys extends Identity {
  password: string;
  /** DNS names and addresses by which clients know it. */
  names: readonly string[];
}

/** The file of a client's key and certificate. */
export function identityFile({ key, certificate }: Identity): string {
  return `${key.trimEnd()}\n${certificate}`;
}

const certificateBegins = '-----BEGIN CERTIFICATE-----';

/** Whether a text is a file of {@link identityFile}. */
export function hasIdentity(text: string): boolean {
  return /^-----BEGIN [A-Z ]*PRIVATE KEY-----\n/.test(text) && text.includes(`\n${certificateBegins}\n`);
}

/**
 * What {@link identityFile} wrote.
 * @param authorities certificates that its owner trusts, PEM
 */
export function identityIn(text: string, authorities: string): Identity {
  const at = text.indexOf(certificateBegins);
  return { key: text.slice(0, at), certificate: text.slice(at), authorities };
}
