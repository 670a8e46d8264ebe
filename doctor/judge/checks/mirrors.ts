// Records that mirrors carry: those that wait, and those that no mirror will carry by itself any more.
import { openRoutes } from '../../../config/plan/select.ts';
import type { Mirror } from '../../../config/topology.ts';
import { mirrorUnit } from '../../../config/units.ts';
import { mirrorPatienceMs, type MirrorState, type Skipped } from '../../facts.ts';
import type { Finding } from '../../findings.ts';
import { type Diagnosis, groupBy, secondsSince, subjects } from '../diagnosis.ts';
import { check } from '../check.ts';

export const mirrors = check({
  topic: 'Clusters, records, mirrors',
  reads: ['mirrors'],
  findings: {
    'mirror-stuck': {
      is: 'it runs, but records wait for more than a minute',
      why: 'MirrorMaker runs but does not replicate.',
      toDo: 'restart its unit',
    },
    'mirror-record-too-large': {
      is: 'the mirror’s task failed at a record that is too large for its producer (`max.request.size`) or for the target (`message.max.bytes`)',
      why: 'The mirror’s task failed at one record, and starts with the same record after each restart: later records are not copied.',
      toDo: 'raise the settings in the finding, then restart; see [below](#a-record-is-too-large-for-a-mirror)',
    },
    'mirror-skips': {
      is: 'the target lost records that the mirror has already copied: their topic was deleted there',
      why: 'A mirror continues after the offsets that it stores at its target, whatever the target’s topics contain. Deleted records are not copied again automatically.',
      toDo: '`npm run carry-again -- MIRROR TOPIC`, as [below](#a-mirrored-topic-was-deleted-at-the-target)',
    },
    'mirror-topics-gone': {
      is: 'a topic in which the mirror stores its position was deleted',
      why: 'In these topics a mirror stores its offsets, its configuration and its state. Without them it can’t store its position.',
      toDo: 'restart its unit; without its offsets it copies everything again',
    },
  },
  at: { mirrors: findAll },
});

type Id = 'mirror-stuck' | 'mirror-record-too-large' | 'mirror-skips' | 'mirror-topics-gone';

function findAll(d: Diagnosis<Id>): void {
  for (const mirror of d.topology.mirrors) {
    const found = d.facts.mirrors[mirror.id];
    if (!found) continue;
    findOwnTopicsGone(d, mirror, found);
    findSkipped(d, mirror, found);
    findWaiting(d, mirror, found);
  }
}

function causeOf(d: Diagnosis, { id, host, from, to }: Mirror): Finding | undefined {
  const used = openRoutes(d.plan, host).filter(({ service }) => [from, to].includes(service.cluster));
  return (
    d.causeOf(subjects.mirror(id), subjects.host(host)) ??
    used.map((route) => d.causeOfRoute(route)).find((one) => one !== undefined) ??
    d.causeOf(subjects.cluster(from), subjects.cluster(to))
  );
}

function findWaiting(d: Diagnosis<Id>, mirror: Mirror, found: MirrorState): void {
  const { id, host, from, to } = mirror;
  const late = Object.entries(found.waiting)
    .filter(([, since]) => Date.parse(d.facts.at) - Date.parse(since) > mirrorPatienceMs)
    .sort(([, a], [, b]) => (a < b ? -1 : 1));
  const [oldest] = late;
  if (!oldest) return;
  const [partition, since] = oldest;
  const lost = Object.entries(found.overtaken ?? {}).map(([name, count]) => `${name}: ${count} offsets`);
  const text = [
    `${late.length === 1 ? '1 partition waits' : `${late.length} partitions wait`}, ${partition} since ${since}`,
    ...(lost.length > 0 ? [`${from} deleted some before they were copied (${lost.join(', ')})`] : []),
  ].join('; ');
  if (d.follow(causeOf(d, mirror), `mirror ${id}: ${text}`)) return;
  const unit = mirrorUnit(id);
  const { failed = '' } = found;
  const isTooLarge = /RecordTooLargeException/.test(failed);
  const last =
    found.last === undefined ? `${to} has none` : `the last record that ${to} has is of ${found.last}`;
  const restart = d.npm('restart', unit);
  const finding = d.find(
    {
      id: isTooLarge ? 'mirror-record-too-large' : 'mirror-stuck',
      hosts: [host],
      expected: `${unit} copies records of ${from} to ${to} within ${mirrorPatienceMs / 1000} s`,
      found: [text, last, ...(failed === '' ? [] : [`its task failed: ${failed}`])].join('; '),
      fix: isTooLarge ? `${d.npm('up')} && ${restart}` : restart,
    },
    [subjects.mirror(id)],
  );
  if (isTooLarge) for (const line of raisingLines(mirror, failed)) d.follow(finding, line);
}

/** Which settings let a record through that was too large, by who refused it: the mirror's producer, or a broker of the target. */
function raisingLines({ id, from, to }: Mirror, failed: string): string[] {
  const [, bytes] = /The message is (\d+) bytes when serialized/.exec(failed) ?? [];
  const ofTarget = `kafka-proxied:clusters.${to}.settings["message.max.bytes"]`;
  return [
    'a restart alone does not help: the same record fails again. Raise the setting named here, then run the command below',
    ...(failed.includes('max.request.size')
      ? [
          `set kafka-proxied:mirrors.${id}.settings["${to}.producer.max.request.size"] to ${bytes ?? 'the size of the record'} or more: the mirror's producer counts records without compression. The default follows kafka-proxied:clusters.${from}.settings["message.max.bytes"] and the declared topics of ${from}, but not other topics, which a regular expression adds`,
          `set ${ofTarget} as high, or let the mirror compress (kafka-proxied:mirrors.${id}.settings["${to}.producer.compression.type"]): brokers count compressed sizes`,
        ]
      : [
          `set ${ofTarget} to at least the largest record of ${from}; or give the topic at ${from} its own max.message.bytes, which the mirror copies`,
        ]),
  ];
}

/** `topic-partition`; a topic's name may hold a minus itself. */
const topicOf = (name: string): string => name.slice(0, name.lastIndexOf('-'));

function findSkipped(d: Diagnosis<Id>, mirror: Mirror, { skipped = {} }: MirrorState): void {
  const { id, host, from, to } = mirror;
  const all = Object.entries(skipped).sort(([a], [b]) => (a < b ? -1 : 1));
  if (all.length === 0) return;
  const texts = groupBy(all, ([name]) => topicOf(name)).map((same) => partitionsText(same));
  const topics = [...new Set(all.map(([name]) => topicOf(name)))];
  const text = `${to} lacks records that the mirror ${id} has already copied: ${texts.join('; ')}`;
  if (d.follow(causeOf(d, mirror), text)) return;
  const finding = d.find(
    {
      id: 'mirror-skips',
      hosts: [host],
      expected: `${to} has the records that ${mirrorUnit(id)} has copied from ${from}`,
      found: text,
      fix: d.npm('carry-again', id, ...topics),
    },
    [],
  );
  d.follow(
    finding,
    `a restart of ${mirrorUnit(id)} copies none of them: it continues after its stored offsets`,
  );
  d.follow(
    finding,
    `with the command below, the mirror stops for some seconds, and consumers at ${to} get all records of ${topics.join(', ')} that ${from} still has; groups whose offsets were deleted with the topic start as their auto.offset.reset says`,
  );
  const younger = new Set(all.flatMap(([name, { hasYounger }]) => (hasYounger ? [topicOf(name)] : [])));
  if (younger.size > 0)
    d.follow(
      finding,
      `${[...younger].join(', ')} at ${to} has newer records already: these are copied again, after the older ones. To have each record once and in order, first delete the topic at ${to}`,
    );
}

function partitionsText(all: [[string, Skipped], ...unknown[]]): string {
  const [[name, { first: from, kept }]] = all;
  const more = all.length === 1 ? '' : ` (and ${all.length - 1} more partitions of ${topicOf(name)})`;
  return `${name} from offset ${from}, but the mirror has stored ${kept} as its last${more}`;
}

/** Without them MirrorMaker can't note how far it is, and begins anew at its next start. */
function findOwnTopicsGone(d: Diagnosis<Id>, mirror: Mirror, { gone = [] }: MirrorState): void {
  const { id, host, from, to } = mirror;
  const unit = mirrorUnit(id);
  const service = d.factsOf(host)?.services[unit];
  // It makes them when it starts.
  const runs =
    service?.active === 'active' && secondsSince(service.since, d.facts.at) * 1000 > mirrorPatienceMs;
  if (gone.length === 0 || !runs || causeOf(d, mirror)) return;
  const finding = d.find(
    {
      id: 'mirror-topics-gone',
      hosts: [host],
      expected: `${to} has the topics in which ${unit} stores its position`,
      found: `${gone.join(', ')} ${gone.length === 1 ? 'is' : 'are'} missing`,
      fix: d.npm('restart', unit),
    },
    [subjects.mirror(id)],
  );
  if (gone.some((topic) => topic.startsWith('mm2-offsets.')))
    d.follow(
      finding,
      `from its next start on, the mirror copies everything that ${from} has again: consumers at ${to} get those records twice`,
    );
}
