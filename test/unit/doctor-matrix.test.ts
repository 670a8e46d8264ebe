// Proves what doctor says of each route and of the closed ports, for facts as written here.
import { describe, expect, it } from 'vitest';
import { verdictOf } from '../../doctor/findings.ts';
import { inside2, shut } from './doctor-breakages/break.ts';
import { diagnose, plan } from './doctor-fixture.ts';

describe('the matrix', () => {
  it('has a verdict for each route, and the finding that explains a fault', () => {
    const diagnosis = diagnose((draft) => {
      shut(draft, ['engine3'], inside2, 'silent');
      draft.vantages['engine1'] = { untried: 'no login', names: {}, open: {}, closed: {} };
    });
    const other = diagnosis.cells.filter(({ verdict }) => verdict !== 'fine');
    const texts = other.map(({ vantage, verdict, finding, reason }) =>
      [vantage, verdict, finding, reason].join(' '),
    );
    expect([...new Set(texts)].sort()).toEqual(['engine1 untried  no login', 'engine3 fault 0 ']);
    expect(diagnosis.untried).toEqual(['from engine1: no login']);
    const verdict = verdictOf(diagnosis);
    const colours = plan.routes.flatMap((route) =>
      route.expect === 'answers' && route.service.id === 2 && route.vantage.startsWith('engine')
        ? [`${route.vantage} ${verdict(route)}`]
        : [],
    );
    expect(colours).toEqual(['engine1 untried', 'engine2 fine', 'engine3 fault']);
  });

  it('does not call a route fine through which nothing could be sent', () => {
    const { cells, findings } = diagnose((draft) => {
      const found = draft.vantages['engine3'];
      if (!found) return;
      found.noForwarding = 'its sshd forwards nothing';
      for (const tried of Object.values(found.open)) delete tried.response;
    });
    expect(findings).toEqual([]);
    const own = cells.filter(({ vantage }) => vantage === 'engine3');
    expect(own.map(({ verdict, reason }) => `${verdict}: ${reason}`)).toEqual(
      own.map(() => 'untried: its sshd forwards nothing'),
    );
  });

  it('counts the closed ports', () => {
    const { closed } = diagnose((draft) => {
      const found = draft.vantages['workstation'];
      if (found) found.closed['10.48.1.82:9192'] = 'open';
    });
    expect(closed.find(({ vantage }) => vantage === 'workstation')).toEqual({
      ...{ vantage: 'workstation', tried: 10, answered: ['10.48.1.82:9192'] },
    });
  });
});
