// Names and addresses: each lands in files and commands, so each has a shape in which it is literal.
import ipaddr from 'ipaddr.js';
import { quoted } from '../problem.ts';
import { leaf, matching, patterned, scalarText, type Reading } from './leaf.ts';
import { type Takes, textOf, visibleCharacter } from './takes.ts';

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const dnsName = new RegExp(`^(?=.{1,253}$)(?:${label}\\.)*(?!\\d+$)${label}$`);
const dnsFix =
  'Use lower-case letters, digits and dashes between dots (RFC 1123), with the last part not a number.';

function hostName(type: string, insteadOfAddress: string) {
  return leaf(type, textOf(dnsName, dnsFix), (raw) => {
    if (typeof raw === 'string' && /^\d+(\.\d+){3}$/.test(raw)) {
      return {
        reason: `${quoted(raw)} is an address, but must be a name.`,
        fix: insteadOfAddress,
      };
    }
    const text = matching(raw, type, dnsName, dnsFix);
    if (!('value' in text) || !/^(.+\.)?localhost$|^localhost\./.test(text.value)) return text;
    return {
      reason: `${quoted(text.value)} means a different machine on each machine.`,
      fix: 'Choose another name.',
    };
  });
}

/** Key of a host, and the name by which its network knows it. */
export const hostId = hostName(
  'host name, RFC 1123',
  'Give the name that the host has under kafka-proxied:hosts.',
);

/** A name in DNS, or in a block of /etc/hosts. */
export const publicName = hostName(
  'DNS name, RFC 1123',
  'Give a name. If there is none in DNS, choose any name and set publicNameFrom: hosts.',
);

/** Key of a cluster: part of unit names, folders and the service name of single-host clusters. */
export const clusterId = patterned(
  'cluster name, up to 32 characters',
  /^[a-z](?:[a-z0-9-]{0,30}[a-z0-9])?$/,
  'Use lower-case letters, digits and dashes, at most 32 characters. The first must be a letter.',
);

export const networkId = patterned(
  'network name, up to 32 characters',
  /^[a-z](?:[a-z0-9-]{0,30}[a-z0-9])?$/,
  'Use lower-case letters, digits and dashes, at most 32 characters. The first must be a letter.',
);

export const userName = patterned(
  'Linux user name',
  /^[a-z_][a-z0-9_-]{0,31}$/,
  'Use lower-case letters, digits, dashes and underscores, at most 32 characters. The first must not be a dash or a digit.',
);

/** Neither an option nor another user's home. */
const pathStart = '(?!-)(?!~(?!/))';

function pathTakes(start: string): Takes {
  const fix = 'Write a path: not a dash first, and of homes only your own, ~/.';
  return { type: 'string', pattern: `^${start}${visibleCharacter}+$`, patternErrorMessage: fix };
}

/** A file on the machine that runs Pulumi. */
export const filePath = leaf('path', pathTakes(pathStart), readPath);

function readPath(raw: unknown): Reading<string> {
  if (typeof raw !== 'string' || raw === '')
    return { reason: `${quoted(raw)} is not a path.`, fix: 'Write a path.' };
  if (hasControlCharacters(raw)) {
    return { reason: `${quoted(raw)} holds a control character.`, fix: 'Remove it, or rename the file.' };
  }
  if (raw.startsWith('-')) {
    return { reason: `${quoted(raw)} would be read as an option.`, fix: `Write ${quoted(`./${raw}`)}.` };
  }
  if (raw.startsWith('~') && !raw.startsWith('~/')) {
    return { reason: `${quoted(raw)}: another user's home isn't looked up.`, fix: 'Write the whole path.' };
  }
  return { value: raw };
}

/** A file of which OpenSSH is told: quotes, backslashes and variables mean something to it, differently by release. */
export const sshPath = leaf(
  'path',
  pathTakes(String.raw`${pathStart}(?!.*(?:["\\]|\$\{))`),
  (raw): Reading<string> => {
    const path = readPath(raw);
    if (!('value' in path) || !/["\\]|\$\{/.test(path.value)) return path;
    return {
      reason: `${quoted(raw)} holds a double quote, a backslash or \${, which OpenSSH interprets.`,
      fix: 'Rename the file, or use a link to it.',
    };
  },
);

const byte = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;

const addressTakes: Takes = {
  type: 'string',
  pattern: String.raw`^(?:${byte}\.){3}${byte}$`,
  patternErrorMessage: 'Give an IPv4 address, such as 192.0.2.10.',
  examples: ['192.0.2.10'],
};

/** An IPv4 address that one host can have: neither any-address, broadcast nor multicast. */
export const address = leaf('IPv4 address', addressTakes, (raw) => {
  const text = scalarText(raw);
  if (!('value' in text)) return text;
  const fix = 'Give the address that clients and brokers reach, such as 192.0.2.10.';
  if (/^(0\.0\.0\.0|::|\[::\])$/.test(text.value)) {
    return {
      reason: `${text.value} means "any address": clients that get it connect to themselves.`,
      fix,
    };
  }
  if (!ipaddr.IPv4.isValidFourPartDecimal(text.value) || /(^|\.)0\d/.test(text.value)) {
    return { reason: `${quoted(raw)} is not an IPv4 address.`, fix: addressIn(text.value) ?? fix };
  }
  const range = ipaddr.IPv4.parse(text.value).range();
  if (
    range === 'unspecified' ||
    range === 'broadcast' ||
    range === 'multicast' ||
    text.value.startsWith('0.')
  ) {
    return { reason: `${text.value} can't be the address of one host.`, fix };
  }
  return { value: text.value };
});

/** What to write where more than an address stands, or another kind of it. */
function addressIn(text: string): string | undefined {
  const [, start = '', rest] = /^(\d+\.\d+\.\d+\.\d+)([/:])/.exec(text) ?? [];
  if (ipaddr.IPv4.isValidFourPartDecimal(start)) {
    const elsewhere = rest === '/' ? 'ranges stand under networks' : 'ports have keys of their own';
    return `Write ${start}; ${elsewhere}.`;
  }
  if (text.length < 50 && ipaddr.IPv6.isValid(text))
    return 'Give its IPv4 address: clients and brokers connect to it.';
  return /^[a-z0-9.-]*[a-z][a-z0-9.-]*$/i.test(text)
    ? 'Give the address of this name, such as 192.0.2.10: names are not looked up here.'
    : undefined;
}

const rangeTakes: Takes = {
  type: 'string',
  pattern: String.raw`^[0-9A-Fa-f.:]+/\d+$`,
  patternErrorMessage: 'Write a range such as 10.48.1.0/24.',
  examples: ['10.48.1.0/24'],
};

/** An address range, IPv4 or IPv6, with no bits set behind its prefix. */
export const cidr = leaf('address range', rangeTakes, (raw) => {
  const fix = 'Write a range such as 10.48.1.0/24.';
  if (typeof raw !== 'string' || !ipaddr.isValidCIDR(raw) || !/^[0-9a-f.:]+\/\d+$/i.test(raw)) {
    return { reason: `${quoted(raw)} is not an address range.`, fix: rangeOfMask(raw) ?? fix };
  }
  const [ip, bits] = ipaddr.parseCIDR(raw);
  if (ip.kind() === 'ipv4' && !ipaddr.IPv4.isValidFourPartDecimal(raw.split('/')[0] ?? '')) {
    return { reason: `${quoted(raw)} is not an address range.`, fix };
  }
  const family = ip.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  const network = family.networkAddressFromCIDR(raw).toString();
  if (network !== ip.toString()) {
    return { reason: `${raw} has bits set after its prefix.`, fix: `Write ${network}/${bits}.` };
  }
  if (bits === 0) return { reason: `${raw} is the whole internet.`, fix };
  return { value: `${network}/${bits}` };
});

/** The range that an address and a netmask stand for. */
function rangeOfMask(raw: unknown): string | undefined {
  const [, start = '', mask = ''] =
    /^(\d[\d.]*)\/(\d+(?:\.\d+){3})$/.exec(typeof raw === 'string' ? raw : '') ?? [];
  if (![start, mask].every((text) => ipaddr.IPv4.isValidFourPartDecimal(text))) return undefined;
  const bits = ipaddr.IPv4.parse(mask).prefixLengthFromSubnetMask();
  return bits === null
    ? undefined
    : `Write ${ipaddr.IPv4.networkAddressFromCIDR(`${start}/${bits}`).toString()}/${bits}.`;
}

/** True for what would break a line or a terminal: C0, DEL, C1, the Unicode line ends, and half characters. */
export function hasControlCharacters(text: string): boolean {
  return /[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text);
}

/** What a secret may be called. */
export const secretName = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

export const secretNameFix =
  'Use letters, digits, dashes and underscores, at most 64 characters. The first must be a letter.';
