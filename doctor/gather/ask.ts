// One look from a vantage: names, ports, and the certificates that its clients show.
import { readFileSync } from 'node:fs';
import { closedRoutes, openRoutes } from '../../config/plan/select.ts';
import type { Plan } from '../../config/plan/types.ts';
import type { ClusterId, HostId } from '../../config/topology.ts';
import { explainEarlyEnd } from '../../ssh/explain-early-end.ts';
import type { Ipv6Facts, Outcome } from '../facts.ts';
import { addressKey } from '../keys.ts';
import type { Vantage } from './vantage.ts';

const script = readFileSync(new URL('./ask.sh', import.meta.url), 'utf8');

/** Longer than two tries of a port take, also where many start at once. */
const deadlineMs = 9_000;

export interface Asked {
  names: Record<string, string[]>;
  ipv6: Record<string, Ipv6Facts>;
  /** By `name:port`. */
  open: Record<string, Outcome>;
  /** By `address:port`. */
  closed: Record<string, Outcome>;
  /** By cluster: key and certificate of its client here, PEM. Secrets. */
  identities: Record<ClusterId, string>;
  /** By `unit/cluster`: those of mirrors that run here. Secrets. */
  mirrors: Record<string, string>;
}

const list = (words: readonly string[]): string => (words.length > 0 ? [...new Set(words)].join(',') : '-');

/**
 * The script's arguments: what the plan says of this vantage.
 * @param mirrors `unit/cluster` of those that run there
 */
export function askArguments(plan: Plan, vantage: HostId, mirrors: readonly string[] = []): string[] {
  const open = openRoutes(plan, vantage);
  return [
    list(open.map(({ name, port }) => `${name}:${port}`)),
    list(closedRoutes(plan, vantage).map(addressKey)),
    list(open.map(({ service }) => service.cluster)),
    list(mirrors),
  ];
}

const outcomes: readonly string[] = ['open', 'refused', 'unreachable', 'silent'] satisfies Outcome[];

/** What the script printed; undefined where it is not whole. */
export function parseAsked(output: string): Asked | undefined {
  const lines = output.split('\n');
  if (!lines.includes('done')) return undefined;
  const asked: Asked = { names: {}, ipv6: {}, open: {}, closed: {}, identities: {}, mirrors: {} };
  const pem = (value: string): string => Buffer.from(value, 'base64').toString('utf8');
  for (const line of lines) {
    const [kind, key = '', value = '', more = ''] = line.split('\t');
    if (kind === 'name') asked.names[key] = value === '' ? [] : value.split(',');
    if (kind === 'identity') asked.identities[key] = pem(value);
    if (kind === 'mirror') asked.mirrors[key] = pem(value);
    if (kind === 'name6' && value !== '')
      asked.ipv6[key] = {
        ...ipv6Of(asked, key),
        all: value.split(','),
        inFile: more.split(',').filter(Boolean),
      };
    if (!outcomes.includes(value)) continue;
    if (kind === 'open6') {
      const name = key.replace(/:\d+$/, '');
      const known = ipv6Of(asked, name);
      asked.ipv6[name] = { ...known, outcomes: { ...known.outcomes, [`${key} ${more}`]: value as Outcome } };
    }
    if (kind === 'open') asked.open[key] = value as Outcome;
    if (kind === 'shut') asked.closed[key] = value as Outcome;
  }
  return asked;
}

function ipv6Of({ ipv6 }: Asked, name: string): Ipv6Facts {
  return ipv6[name] ?? { all: [], inFile: [], outcomes: {} };
}

/** @throws Error where the vantage does not answer in time, or not with all of it */
export async function ask(vantage: Vantage, plan: Plan, mirrors: readonly string[] = []): Promise<Asked> {
  const ran = await vantage.run(script, askArguments(plan, vantage.id, mirrors), deadlineMs);
  const asked = parseAsked(ran.stdout);
  if (!asked) throw new Error(explainEarlyEnd(vantage.user, ran));
  return asked;
}
