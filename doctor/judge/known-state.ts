// What the stack's state knows, held against what hosts have: a state that was lost, or is another one.
import { knownAuthorities } from '../../probe/checks/known-authorities.ts';
import { stateLost } from '../../probe/checks/state-lost.ts';
import { type Case, subjects } from './case.ts';

export function judgeKnownState(given: Case): void {
  for (const check of [stateLost, knownAuthorities]) {
    const all = given
      .looked()
      .flatMap((view) => check.findShared(view).map((found) => ({ host: view.host.id, ...found })));
    const [first] = all;
    if (!first) continue;
    const texts = all.map(({ host, what }) => `${host} ${what}`);
    // A state that knows nothing knows no CA either.
    const lost = given.causeOf(subjects.state);
    if (lost) {
      for (const text of texts) given.follow(lost, text);
      continue;
    }
    given.find(
      {
        id: check.id,
        hosts: [...new Set(all.map(({ host }) => host))],
        expected: check.label,
        found: `${texts.join('; ')}. ${first.advice}`,
        fix: given.npm('restore', '--from FILE'),
      },
      [subjects.state, ...given.topology.clusters.map(({ id }) => subjects.keys(id))],
    );
  }
}
