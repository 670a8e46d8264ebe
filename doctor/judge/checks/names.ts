// Names that resolve to something else than the plan says at a vantage.
import type { NameEntry } from '../../../config/plan/types.ts';
import type { HostId } from '../../../config/topology.ts';
import { filesFirst, nameOrder } from '../../../probe/checks/name-order.ts';
import { writerText } from '../../../probe/warnings.ts';
import type { Finding } from '../../findings.ts';
import { baseStamp, isOtherLine } from '../base.ts';
import { type Diagnosis, subjects } from '../diagnosis.ts';
import { check } from '../check.ts';

export const names = check({
  topic: 'Routes',
  reads: ['names', 'hosts'],
  findings: {
    'name-unresolved': {
      is: 'a name that brokers advertise does not resolve here',
      why: 'Clients connect to the names that brokers advertise. If a name does not resolve, they can’t reach that broker.',
      toDo: 'add it to DNS, or set `publicNameFrom: hosts`; put `files` first in nsswitch.conf',
    },
    'name-resolves-elsewhere': {
      is: 'it resolves to another address here',
      why: 'Bootstrap may work, but then the client connects to another machine: LEADER_NOT_AVAILABLE, time-outs, or a wrong certificate.',
      toDo: 'remove the line before the block of kafka-proxied, or correct DNS',
    },
    'hosts-file-edited': {
      is: 'the block of kafka-proxied in /etc/hosts was changed',
      why: 'The names that brokers advertise resolve by this block. A changed line sends clients to a wrong address.',
      toDo: '`npm run up`',
    },
    'hosts-file-overwritten': {
      is: 'another program rewrote /etc/hosts, without the block of kafka-proxied',
      why: 'The names that brokers advertise resolve by that block, and the program that removed it will do so again.',
      toDo: '`npm run up`; and change the setting in the finding, else the file is rewritten again. The block comes back when the host or a service of kafka-proxied starts, not in between',
    },
  },
  at: { names: findWrong },
  onDrift(d, { view, key, text }) {
    if (key !== baseStamp || !text.includes('/etc/hosts')) return undefined;
    const id = hostsFileId(text);
    return id === 'hosts-file-overwritten'
      ? {
          ...{ id, expected: 'the block of kafka-proxied is in /etc/hosts', fix: d.npm('up') },
          adds: view.facts.naming.writers.map(writerText),
        }
      : { id, expected: 'the block of kafka-proxied in /etc/hosts is unchanged', fix: d.npm('up') };
  },
});

/** What happened to /etc/hosts, by the drift of the base's record that names the file. */
function hostsFileId(drift: string): 'hosts-file-overwritten' | 'hosts-file-edited' {
  return drift.includes('without our block') ? 'hosts-file-overwritten' : 'hosts-file-edited';
}

type Id = 'name-unresolved' | 'name-resolves-elsewhere' | 'hosts-file-edited' | 'hosts-file-overwritten';

function findWrong(d: Diagnosis<Id>): void {
  /** Names that a host does not know have one reason, by where it should know them from. */
  const unresolved = new Map<string, Finding>();
  for (const [vantage, { names, untried }] of Object.entries(d.facts.vantages)) {
    if (untried !== undefined || d.causeOf(subjects.host(vantage))) continue;
    for (const { name, address, source } of d.plan.names[vantage] ?? []) {
      const found = names[name];
      // Clients take any of several.
      if (found === undefined || found.join() === address) continue;
      const edited = d.factsOf(vantage)?.stamps[baseStamp]?.drift;
      const inFile = source === 'hosts' && edited?.includes('/etc/hosts') === true ? edited : undefined;
      // A line that is not ours: the next run takes the name from it.
      const inBlock = isOtherLine(inFile) ? undefined : inFile;
      const known = inBlock
        ? d.causeOf(subjects.drift(vantage, baseStamp))
        : found.length === 0
          ? unresolved.get(`${source} of ${vantage}`)
          : undefined;
      const what = `${name} resolves to ${found.join(', ') || 'nothing'} on ${vantage}`;
      if (d.follow(known, what, [subjects.name(vantage, name)])) continue;
      const finding = d.find(
        {
          id: inBlock
            ? hostsFileId(inBlock)
            : found.length === 0
              ? 'name-unresolved'
              : 'name-resolves-elsewhere',
          hosts: [vantage],
          expected: `${name} resolves to ${address} on ${vantage} (${source === 'hosts' ? '/etc/hosts, our block' : 'DNS'})`,
          found: [
            found.length === 0 ? 'it resolves to nothing' : `it resolves to ${found.join(', ')}`,
            ...(inBlock && hostsFileId(inBlock) === 'hosts-file-overwritten'
              ? [inBlock, ...(d.factsOf(vantage)?.naming.writers ?? []).map(writerText)]
              : []),
          ].join('; '),
          ...fixOf(d, vantage, { name, source }, inFile ? undefined : found.filter((one) => one !== address)),
        },
        [subjects.name(vantage, name), ...(inFile ? [subjects.drift(vantage, baseStamp)] : [])],
      );
      if (finding.id === 'name-unresolved') unresolved.set(`${source} of ${vantage}`, finding);
    }
  }
}

/**
 * A line of ours comes back by `up`; one that stands before ours must go; a file that is as it was, and is not read, is to be
 * read again; and DNS is for its owner to mend.
 * @param found what it resolves to instead; undefined: our block was edited
 */
function fixOf(
  d: Diagnosis,
  vantage: HostId,
  { name, source }: Pick<NameEntry, 'name' | 'source'>,
  found: readonly string[] | undefined,
): { fix: string; at?: HostId } {
  const { managed } = d.host(vantage);
  const [wrong] = found ?? [];
  const at = managed ? { at: vantage } : {};
  if (source === 'hosts' && managed && wrong === undefined)
    return found !== undefined && isUnread(d, vantage) ? { fix: filesFirst, ...at } : { fix: d.npm('up') };
  if (source === 'hosts' && managed && isPassedOver(d, vantage)) return { fix: filesFirst, ...at };
  if (source === 'dns' || wrong === undefined) return { fix: `getent ahostsv4 ${name}`, ...at };
  const literal = (text: string): string => text.replaceAll('.', '\\.');
  return { fix: `sudo sed -i '/^${literal(wrong)}[[:space:]].*${literal(name)}/d' /etc/hosts`, ...at };
}

/** Whether something is asked before /etc/hosts, and answers otherwise. */
function isPassedOver(d: Diagnosis, vantage: HostId): boolean {
  const facts = d.factsOf(vantage);
  return facts !== undefined && nameOrder.find(d.view(d.host(vantage), facts)).length > 0;
}

/** Whether a host's block in /etc/hosts is as it was written, and none of its names resolves: that file is not asked. */
function isUnread({ plan, facts, factsOf }: Diagnosis, vantage: HostId): boolean {
  const stamp = factsOf(vantage)?.stamps[baseStamp];
  const names = (plan.names[vantage] ?? []).filter(({ source }) => source === 'hosts');
  const none = names.every(({ name }) => (facts.vantages[vantage]?.names[name] ?? []).length === 0);
  return stamp !== undefined && stamp.drift === undefined && none;
}
