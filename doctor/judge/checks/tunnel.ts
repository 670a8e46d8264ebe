// SSH tunnels of clients: down, or leading nowhere.
import { tunnelOf } from '../../../config/plan/hops.ts';
import { tunnelUnit } from '../../../config/units.ts';
import { check } from '../check.ts';
import { outcomeWords } from '../connections.ts';
import { subjects } from '../diagnosis.ts';
import { downText, unitsDown } from '../units.ts';

export const tunnel = check({
  topic: 'Hosts and services',
  reads: ['hosts', 'connections', 'sessions'],
  findings: {
    'tunnel-down': {
      is: 'the SSH tunnel of this client is down, or does not forward',
      why: 'Clients on this machine have no other route to that cluster.',
      toDo: '`npm run up`, or check sshd at the other end',
    },
  },
  at: {
    services(d) {
      const tunnels = d.plan.tunnels.map(({ id, from, to, cluster }) => ({
        host: from,
        unit: tunnelUnit(cluster),
        what: `tunnel to ${cluster} on ${to}`,
        subject: subjects.tunnel(id),
      }));
      for (const down of unitsDown(d, tunnels))
        d.find({ id: 'tunnel-down', ...downText(d, down) }, [down.subject]);
    },
  },
  onFailedConnection(d, { route, outcome }) {
    const tunnel = tunnelOf(route);
    if (tunnel === undefined) return undefined;
    return {
      id: 'tunnel-down',
      host: route.vantage,
      found: `its near end: ${outcomeWords[outcome]}`,
      fix: d.npm('up'),
      explains: [subjects.tunnel(tunnel)],
    };
  },
  onSession(d, { route, response }) {
    const tunnel = tunnelOf(route);
    if (tunnel === undefined || response.kind === 'answered') return undefined;
    const what = response.kind === 'silent' ? 'the far end sends nothing' : 'the far end closes them at once';
    return {
      finding: {
        id: 'tunnel-down',
        hosts: [route.vantage],
        expected: 'the tunnel carries connections to its other end',
        found: `its near end accepts connections, but ${what}`,
        fix: d.npm('up'),
      },
      explains: [subjects.tunnel(tunnel)],
    };
  },
});
