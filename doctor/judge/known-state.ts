// What the stack's state knows, held against what hosts have: a state that was lost, or is another one.
import { knownAuthorities } from '../../probe/checks/known-authorities.ts';
import { stateLost } from '../../probe/checks/state-lost.ts';
import { type Diagnosis, subjects } from './diagnosis.ts';

export function judgeKnownState(d: Diagnosis): void {
  for (const check of [stateLost, knownAuthorities]) {
    const all = d
      .looked()
      .flatMap((view) => check.findShared(view).map((found) => ({ host: view.host.id, ...found })));
    const [first] = all;
    if (!first) continue;
    const texts = all.map(({ host, what }) => `${host} ${what}`);
    // A state that knows nothing knows no CA either.
    const lost = d.causeOf(subjects.state);
    if (lost) {
      for (const text of texts) d.follow(lost, text);
      continue;
    }
    d.find(
      {
        id: check.id,
        hosts: [...new Set(all.map(({ host }) => host))],
        expected: check.label,
        found: `${texts.join('; ')}. ${first.advice}`,
        fix: d.npm('restore', '--from FILE'),
      },
      [subjects.state, ...d.topology.clusters.map(({ id }) => subjects.keys(id))],
    );
  }
}
