// CAs: which are trusted, and those that their owner brings along.
import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { quoted } from '../problem.ts';
import { leaf, patterned, scalarText, type Reading } from './leaf.ts';
import { secretName } from './names.ts';
import { integerOf, secretReference, type Takes } from './takes.ts';

const authoritiesTakes: Takes = {
  type: 'array',
  minItems: 1,
  uniqueItems: true,
  items: integerOf(1, Number.MAX_SAFE_INTEGER),
};

/** Numbers of CAs, each once. */
export const authorities = leaf('list of numbers, 1 or more', authoritiesTakes, (raw): Reading<number[]> => {
  const fix =
    'Write a list such as [1], [1, 2] or [2, 1]: the first CA issues certificates, all are trusted.';
  const texts = Array.isArray(raw)
    ? raw.map(scalarText).map((text) => ('value' in text ? text.value : ''))
    : [];
  const numbers = texts.map(Number);
  const areCounts = texts.every((text) => /^\d{1,15}$/.test(text)) && !numbers.includes(0);
  if (numbers.length === 0 || !areCounts) return { reason: `${quoted(raw)} is not a list of numbers.`, fix };
  if (new Set(numbers).size < numbers.length)
    return { reason: `${quoted(raw)} contains a number twice.`, fix };
  return { value: numbers };
});

const pemCertificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The certificates of a PEM text, as PEM texts. */
export function certificatesIn(text: string): string[] {
  return [...text.matchAll(pemCertificate)].map(([block]) => `${block.replaceAll('\r', '')}\n`);
}

function parsed(block: string): X509Certificate | undefined {
  try {
    return new X509Certificate(block);
  } catch {
    return undefined;
  }
}

const chainTakes: Takes = {
  type: 'string',
  pattern: pemCertificate.source,
  patternErrorMessage: 'Write the PEM text of a certificate.',
};

/** A CA's certificate, followed by those of the CAs above it, up to one that signed itself. */
const chain = leaf('certificates, PEM', chainTakes, (raw): Reading<string> => {
  const fix =
    "Write the PEM text of the CA's certificate, followed by the certificates of the CAs above it, the root last.";
  const blocks = typeof raw === 'string' ? certificatesIn(raw) : [];
  const found = blocks.map(parsed).filter((each) => each !== undefined);
  const [first] = found;
  const root = found.at(-1);
  if (!first || !root || found.length < blocks.length) {
    return { reason: 'Contains no certificate, or one that can’t be read.', fix };
  }
  const leafIndex = found.findIndex(({ ca }) => !ca);
  if (leafIndex >= 0) {
    const subject = quoted(found[leafIndex]?.subject.replaceAll('\n', ', '));
    return {
      reason: `The certificate ${leafIndex + 1}, of ${subject}, is not a CA certificate: clients would not trust what it signs.`,
      fix,
    };
  }
  const broken = found.findIndex((each, index) => !isSignedBy(each, found[index + 1] ?? each));
  if (broken >= 0) {
    const [subject, issuer] = [found[broken]?.subject, found[broken]?.issuer].map((name) =>
      quoted(name?.replaceAll('\n', ', ')),
    );
    return {
      reason: `${subject} is signed by ${issuer}, but the certificate of that CA does not follow: clients could not verify it.`,
      fix,
    };
  }
  return { value: blocks.join('') };
});

function isSignedBy(certificate: X509Certificate, by: X509Certificate): boolean {
  return certificate.checkIssued(by) && certificate.verify(by.publicKey);
}

const keyReference = leaf(
  '`{ secret: NAME }`',
  secretReference(secretName),
  (raw): Reading<{ secret: string }> => {
    const { secret, ...others } = (typeof raw === 'object' ? raw : {}) as { secret?: unknown };
    if (typeof secret === 'string' && secretName.test(secret) && Object.keys(others).length === 0)
      return { value: { secret } };
    return {
      reason: 'Is not a reference to a secret.',
      fix: 'Write { secret: NAME } with a NAME under kafka-proxied:secrets. That secret must be the key in PEM format.',
    };
  },
);

const authorityNumber = patterned('number of a CA', /^[1-9]\d{0,8}$/, 'Use a whole number, 1 or more.');

export const givenAuthorities = z.record(
  authorityNumber,
  z.strictObject({
    certificate: chain.describe('PEM: its certificate, then those of the CAs above it, the root last.'),
    key: keyReference
      .optional()
      .describe(
        'Its private key, PEM without a password: a secret. It is not sent to any host. Without it, the CA is trusted but signs nothing. While such a CA is the first in `authorities`, brokers and clients keep the certificates that they have. In this way a CA whose key is lost can be replaced in steps.',
      ),
  }),
);
