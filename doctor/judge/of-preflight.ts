// Checks of the preflight, as doctor tells of them once services run.
import type { Check as HostCheck, HostView, SharedCheck, ToldByDoctor } from '../../probe/checks/check.ts';
import { type Check, check } from './check.ts';
import { type Diagnosis, subjects } from './diagnosis.ts';

/** What is looked at beside the hosts, and what else the check is. */
type Further<Id extends string> = Partial<Omit<Check<Id>, 'findings'>>;

/** A check of each host by itself. */
export function ofPreflight<Id extends string>(
  own: HostCheck & { id: Id; doctor: ToldByDoctor },
  further: Further<Id> = {},
): Check<Id> {
  const { id, doctor } = own;
  return check({
    topic: 'Hosts and services',
    reads: ['hosts'],
    ...further,
    findings: { [id]: doctor } as unknown as Record<Id, ToldByDoctor>,
    at: {
      hosts(d) {
        for (const view of d.inspected()) findOn(d, own, view);
      },
      ...further.at,
    },
  });
}

function findOn<Id extends string>(
  d: Diagnosis<Id>,
  { id, label, find, doctor }: HostCheck & { id: Id; doctor: ToldByDoctor },
  view: HostView,
): void {
  const found = find(view);
  if (found.length === 0) return;
  const { command, affects } = doctor;
  d.find(
    {
      ...{ id, hosts: [view.host.id], expected: label, found: found.join('; ') },
      ...(command ? { fix: command(view), at: view.host.id } : { fix: d.npm('preview') }),
    },
    (affects?.(view) ?? []).map(subjects.affected),
  );
}

/** A check that holds the stack's state against what hosts have: one finding for all of them. */
export function ofState<Id extends string>(own: SharedCheck & { id: Id; doctor: ToldByDoctor }): Check<Id> {
  const { id, label, findShared, doctor } = own;
  return check({
    topic: 'Hosts and services',
    reads: ['the state', 'hosts'],
    findings: { [id]: doctor } as unknown as Record<Id, ToldByDoctor>,
    at: {
      'set-up'(d) {
        const all = d
          .inspected()
          .flatMap((view) => findShared(view).map((found) => ({ host: view.host.id, ...found })));
        const [first] = all;
        if (!first) return;
        const texts = all.map(({ host, what }) => `${host} ${what}`);
        // A state that knows nothing knows no CA either.
        const lost = d.causeOf(subjects.state);
        if (lost) {
          for (const text of texts) d.follow(lost, text);
          return;
        }
        d.find(
          {
            id,
            hosts: [...new Set(all.map(({ host }) => host))],
            expected: label,
            found: `${texts.join('; ')}. ${first.advice}`,
            fix: d.npm('restore', '--from FILE'),
          },
          [subjects.state, ...d.topology.clusters.map((cluster) => subjects.keys(cluster.id))],
        );
      },
    },
  });
}
