// The shape of a lab file. What its parts mean together is checked in topology.ts.
import { readFile } from 'node:fs/promises';
import ipaddr from 'ipaddr.js';
import { parse } from 'yaml';
import { z } from 'zod';
import { messageOf } from '../lib/message.ts';

const hostName = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,30}$/,
    'a name is at most 31 lower-case letters, digits and dashes, a letter first',
  );
const networkName = z
  .string()
  .regex(/^[a-z][a-z0-9]{0,9}$/, 'a network name is at most 10 lower-case letters and digits');

const address = z.string().refine((text) => ipaddr.isValid(text), 'not an IP address');
const prefix = (kind: 'ipv4' | 'ipv6') =>
  z.string().refine(
    (text) => {
      if (!ipaddr.isValidCIDR(text)) return false;
      return ipaddr.parseCIDR(text)[0].kind() === kind;
    },
    `not an ${kind === 'ipv4' ? 'IPv4' : 'IPv6'} network such as ${kind === 'ipv4' ? '10.48.1.0/24' : 'fd10:48:1::/64'}`,
  );

const network = z.strictObject({
  ipv4: prefix('ipv4'),
  ipv6: prefix('ipv6').optional(),
  /** `internet`, or the name of the host that leads out of this network. */
  gateway: z.string(),
});

const host = z.strictObject({
  role: z.enum(['host', 'router', 'workstation']).default('host'),
  /** Of which family its packages are: `debian` (apt, nftables) or `rpm` (dnf, firewalld). */
  family: z.enum(['debian', 'rpm']).default('debian'),
  addresses: z.array(address).min(1, 'needs at least one address'),
});

const labSpecSchema = z.strictObject({
  internet: z.array(address).min(1),
  networks: z.record(networkName, network),
  hosts: z.record(hostName, host),
});

/** A lab file as it is written. */
export type LabSpec = z.infer<typeof labSpecSchema>;
export type HostRole = LabSpec['hosts'][string]['role'];
export type HostFamily = LabSpec['hosts'][string]['family'];

/** Mistakes in a lab file, all at once. */
export class LabFileError extends Error {
  constructor(file: string, problems: readonly string[]) {
    super([`The lab file ${file} can't be used:`, ...problems.map((problem) => `  - ${problem}`)].join('\n'));
    this.name = 'LabFileError';
  }
}

/**
 * Reads and checks the shape of a lab file.
 * @throws LabFileError with every problem and its path
 */
export async function readLabSpec(file: string): Promise<LabSpec> {
  let content: unknown;
  try {
    content = parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new LabFileError(file, [messageOf(error)]);
  }
  const result = labSpecSchema.safeParse(content);
  if (result.success) return result.data;
  throw new LabFileError(
    file,
    result.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`),
  );
}
