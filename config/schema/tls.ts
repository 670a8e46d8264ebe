// Certificates of a cluster, and what its EXTERNAL listeners ask of clients.
import { z } from 'zod';
import { quoted } from '../problem.ts';
import { type ClientAuth, clientAuths } from '../listener-security.ts';
import type { ZookeeperTls } from '../topology.ts';
import { authorities, givenAuthorities } from './authority.ts';
import { leaf, patterned, scalarText, type Reading } from './leaf.ts';
import { hasControlCharacters, publicName } from './names.ts';
import { flag, integer, switchedOff } from './scalars.ts';
import { readAsOff, textOf, visibleCharacter, wordOf } from './takes.ts';

/** Longest common name, organization and unit (RFC 5280, appendix A.1, ub-common-name and the like). */
const longestName = 64;
/** Longest state and locality (RFC 5280, appendix A.1, ub-state-name, ub-locality-name). */
const longestPlace = 128;

/** Without blanks at its ends. */
const oneLine = new RegExp(String.raw`^\S(?:${visibleCharacter}*\S)?$`);

function subjectField(longest: number) {
  const fix = `Write 1 to ${longest} characters on one line, without blanks at the ends.`;
  const takes = { ...textOf(oneLine, fix), maxLength: longest };
  return leaf(`text, up to ${longest} characters`, takes, (raw): Reading<string> => {
    const text = scalarText(raw);
    if (!('value' in text)) return text;
    const { value } = text;
    if (value === '' || value.trim() !== value || value.length > longest || hasControlCharacters(value)) {
      return { reason: `${quoted(value)} can't be in a certificate's subject.`, fix };
    }
    return text;
  });
}

const clientAuth = leaf(clientAuths.join(', '), wordOf(clientAuths), (raw): Reading<ClientAuth> => {
  const value = clientAuths.find((known) => known === raw);
  if (value) return { value };
  return {
    reason: `${quoted(raw)} is not a mode of client certificates.`,
    fix: `Write ${clientAuths.join(', ')}.`,
  };
});

const zookeeperModes = ['off', 'both', 'only'] as const satisfies readonly ZookeeperTls[];

const zookeeperTakes = wordOf(zookeeperModes, readAsOff);

const zookeeperTls = leaf(zookeeperModes.join(', '), zookeeperTakes, (raw): Reading<ZookeeperTls> => {
  const value = zookeeperModes.find((known) => known === (switchedOff(raw) ? 'off' : raw));
  if (value) return { value };
  return {
    reason: `${quoted(raw)} is not a TLS mode of ZooKeeper.`,
    fix: `Write ${zookeeperModes.join(', ')}.`,
  };
});

const subject = z.strictObject({
  CN: subjectField(longestName)
    .optional()
    .describe(
      "Common name of the CA. Default: the cluster's name and `CA`. Nodes are named after themselves.",
    ),
  O: subjectField(longestName).optional().describe('Organization.'),
  OU: subjectField(longestName).optional().describe('Organizational unit.'),
  L: subjectField(longestPlace).optional().describe('Locality, such as the city.'),
  ST: subjectField(longestPlace).optional().describe('State or province.'),
  C: patterned('country', /^[A-Z]{2}$/, 'Use the two capital letters of ISO 3166, such as CH.')
    .optional()
    .describe('Country, two letters.'),
});

const lifetime = {
  certificateDays: 365,
  renewDays: 30,
};
const firstAuthority = [1];

/** As a host is called: both name client certificates. */
const identityName = patterned(
  'name of a client',
  /^[a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9])?$/,
  'Use lower-case letters, digits, dashes and dots, at most 64 characters.',
);

export const tlsSection = z
  .strictObject({
    external: flag
      .default(true)
      .describe(
        'True: EXTERNAL listeners use TLS. False: plain text, which anyone on the path can read and change.',
      ),
    internal: flag
      .default(false)
      .describe(
        "True: INTERNAL listeners use TLS as well, between brokers and with clients of their network; so do controllers, which ask for certificates. Brokers can't be changed one by one: stop the whole cluster before the `up` that changes this.",
      ),
    zookeeper: zookeeperTls
      .default('off')
      .describe(
        '`only`: brokers connect to ZooKeeper by TLS, with certificates on both sides; so do connections through the gateway. `both`: the plain port answers as well. To change a running cluster from `off` to `only`, first run an `up` with `both`. To change back, stop the whole cluster.',
      ),
    clientAuth: clientAuth
      .default('none')
      .describe(
        "Whether clients of TLS listeners show a certificate of the cluster's CA; Kafka's `ssl.client.auth`.",
      ),
    subject: subject
      .default({})
      .describe(
        'Subject of all certificates. A change makes new certificates for brokers and clients. A CA keeps its subject.',
      ),
    certificateDays: integer(2, 3650, 'days')
      .default(lifetime.certificateDays)
      .describe('How long the certificates of brokers and clients are valid.'),
    renewDays: integer(1, 3649, 'days')
      .default(lifetime.renewDays)
      .describe('An `up` within this many days of their end renews them.'),
    names: z
      .array(publicName)
      .default([])
      .describe(
        'More DNS names in the certificates of services that outside clients use: an alias, or the next public name.',
      ),
    identities: z
      .array(identityName)
      .default([])
      .describe(
        'Common names of more client certificates, in addition to those of `clients`, such as for the mirror of another stack. They are not copied to any host: read them from the secret output `clientIdentities`.',
      ),
    authorities: authorities
      .default(firstAuthority)
      .describe(
        'Numbers of the CAs: all are trusted, the first issues certificates. To replace a CA: [1, 2], then [2, 1], then [2], with an `up` after each.',
      ),
    givenAuthorities: givenAuthorities
      .default({})
      .describe('CAs that you have already, by number. The other CAs of `authorities` are made.'),
  })
  .default({
    external: true,
    internal: false,
    zookeeper: 'off',
    clientAuth: 'none',
    subject: {},
    ...lifetime,
    names: [],
    identities: [],
    authorities: firstAuthority,
    givenAuthorities: {},
  })
  .describe('Keys, certificates and TLS.');
