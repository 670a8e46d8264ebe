// CAs that their owner brings along, looked at together with their keys and with the time: before any connection is made.
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { pathText, type Problem } from './problem.ts';
import { certificatesIn } from './schema/authority.ts';
import type { Topology } from './topology.ts';

/**
 * What is wrong with given CAs.
 * @param secrets values of the stack's secrets, by name
 */
export function givenAuthorityProblems(
  { clusters }: Topology,
  secrets: Readonly<Record<string, string>>,
  now: Date,
): Problem[] {
  return clusters.flatMap(({ id, tls }) =>
    Object.entries(tls.givenAuthorities).flatMap(([number, { certificate, key }]) => {
      const path = ['clusters', id, 'tls', 'givenAuthorities', number];
      const all = certificatesIn(certificate).map((block) => new X509Certificate(block));
      const [own] = all;
      if (!own) return [];
      return [
        ...all.flatMap((each) => datesOf(each, now, pathText([...path, 'certificate']))),
        ...(key ? keyOf(own, secrets[key.secret] ?? '', pathText([...path, 'key'])) : []),
      ];
    }),
  );
}

function datesOf({ validFrom, validTo, subject }: X509Certificate, now: Date, path: string): Problem[] {
  const name = subject.replaceAll('\n', ', ');
  const fix = 'Put the current certificate there, under another number.';
  if (Date.parse(validTo) <= now.getTime())
    return [{ path, reason: `The certificate of ${name} ended on ${validTo}.`, fix }];
  if (Date.parse(validFrom) > now.getTime())
    return [{ path, reason: `The certificate of ${name} is not valid before ${validFrom}.`, fix }];
  return [];
}

function keyOf(certificate: X509Certificate, pem: string, path: string): Problem[] {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    const reason = 'The secret is not a private key in PEM format without a password.';
    return [{ path, reason, fix: 'Store the key again, by `pulumi config set --secret --path … < FILE`.' }];
  }
  if (certificate.checkPrivateKey(key)) return [];
  const reason = 'The secret is the key of another certificate: its signatures would be refused.';
  return [{ path, reason, fix: "Store the key that belongs to the CA's certificate." }];
}
