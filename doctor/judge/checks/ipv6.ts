// Names that have IPv6 addresses beside their IPv4 ones, which lead nowhere: Kafka listens on IPv4.
import type { NameEntry } from '../../../config/plan/types.ts';
import type { HostId } from '../../../config/topology.ts';
import { strangersTo } from '../../../probe/ipv6.ts';
import type { Ipv6Facts, Outcome } from '../../facts.ts';
import { type Diagnosis, groupBy, subjects } from '../diagnosis.ts';
import { baseStamp, isOtherLine } from '../base.ts';
import { check } from '../check.ts';

export const ipv6 = check({
  topic: 'Routes',
  reads: ['names', 'connections'],
  findings: {
    'ipv6-beside-ipv4': {
      is: 'a name also has an IPv6 address, where Kafka does not answer',
      why: 'Kafka uses only IPv4 here: clients that try IPv6 first are refused, or wait for a time-out.',
      toDo: 'remove the AAAA record from DNS, or the line from /etc/hosts; in the file of the block of kafka-proxied `npm run up` does that',
    },
  },
  at: { names: findDeadAddresses },
});

interface Sighting extends NameEntry {
  vantage: HostId;
  /** IPv6 addresses at which no connection comes about. */
  dead: string[];
  /** Those of them that /etc/hosts gives there. */
  inFile: string[];
  outcomes: Outcome[];
}

function findDeadAddresses(d: Diagnosis<'ipv6-beside-ipv4'>): void {
  const sightings = Object.entries(d.facts.vantages).flatMap(([vantage, { ipv6 = {}, untried }]) =>
    untried !== undefined || d.causeOf(subjects.host(vantage))
      ? []
      : (d.plan.names[vantage] ?? []).flatMap((entry) => sightingOf(vantage, entry, ipv6[entry.name])),
  );
  const open = sightings.filter(({ vantage, name, dead }) => {
    const cause = d.causeOf(subjects.name(vantage, name));
    return !d.follow(cause, `${name} resolves to ${dead.join(', ')} as well on ${vantage}`);
  });
  // What DNS says is the same for all; each hosts file is its own.
  const all = groupBy(open, ({ vantage, name, dead, inFile }) =>
    JSON.stringify(inFile.length > 0 ? [vantage, name, inFile] : [name, dead]),
  );
  for (const group of all) report(d, group[0], group);
}

function sightingOf(vantage: HostId, entry: NameEntry, facts: Ipv6Facts | undefined): Sighting[] {
  if (!facts) return [];
  const outcomesOf = (address: string): Outcome[] =>
    Object.entries(facts.outcomes).flatMap(([endpoint, outcome]) =>
      endpoint.startsWith(`${entry.name}:`) && endpoint.endsWith(` ${address}`) ? [outcome] : [],
    );
  // Somebody may have put a relay there.
  const dead = strangersTo(entry.address, facts.all).filter((address) => {
    const outcomes = outcomesOf(address);
    return outcomes.length === 0 || outcomes.some((outcome) => outcome !== 'open');
  });
  if (dead.length === 0) return [];
  const inFile = dead.filter((address) => facts.inFile.includes(address));
  return [{ ...entry, vantage, dead, inFile, outcomes: [...new Set(dead.flatMap(outcomesOf))] }];
}

const words: Record<Outcome, string> = {
  open: 'some of its ports answer there',
  refused: 'connections there are refused',
  unreachable: 'no route leads there',
  silent: 'nothing answers there',
};

function report(d: Diagnosis<'ipv6-beside-ipv4'>, first: Sighting, group: readonly Sighting[]): void {
  const { name, address, dead } = first;
  const hosts = group.map(({ vantage }) => vantage);
  const outcomes = [...new Set(group.flatMap((one) => one.outcomes))].map((outcome) => words[outcome]);
  d.find(
    {
      id: 'ipv6-beside-ipv4',
      hosts,
      expected: `${name} resolves to ${address} alone on ${hosts.join(', ')}`,
      found: [`it resolves to ${dead.join(', ')} as well`, ...outcomes].join('; '),
      ...fixOf(d, first),
    },
    group
      .filter(({ vantage }) => displaced(d, vantage))
      .map(({ vantage }) => subjects.drift(vantage, baseStamp)),
  );
}

/** Whether what is amiss in the host's file is a line that is not ours. */
function displaced(d: Diagnosis, vantage: HostId): boolean {
  return isOtherLine(d.factsOf(vantage)?.stamps[baseStamp]?.drift);
}

/** `up` takes a name of ours from other lines; a line on a machine that is not ours, or in DNS, is its owner's. */
function fixOf(d: Diagnosis, { vantage, name, source, inFile }: Sighting): { fix: string; at?: HostId } {
  const { managed } = d.host(vantage);
  if (source === 'hosts' && managed && displaced(d, vantage)) return { fix: d.npm('up') };
  const at = managed ? { at: vantage } : {};
  const [line] = inFile;
  if (line === undefined) return { fix: `getent ahosts ${name}`, ...at };
  const literal = (text: string): string => text.replaceAll('.', '\\.');
  return {
    fix: `sudo sed -i '/^[[:space:]]*${literal(line)}[[:space:]].*${literal(name)}/d' /etc/hosts`,
    ...at,
  };
}
