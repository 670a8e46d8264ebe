// Names and ports that brokers advertise, against the listener that a route leads to.
import { routeText } from '../../keys.ts';
import { check } from '../check.ts';
import { groupBy, subjects } from '../diagnosis.ts';
import { wrongAddresses } from '../told.ts';

export const advertised = check({
  topic: 'Routes',
  reads: ['metadata'],
  findings: {
    'advertised-elsewhere': {
      is: 'a broker advertises another name or port than the plan’s',
      why: 'Clients use the bootstrap address once, and then only the advertised one. With another name or port than the plan’s, they can’t connect, or bypass the port map.',
      toDo: '`npm run up`',
    },
  },
  at: {
    metadata(d) {
      const elsewhere = wrongAddresses(d).filter(({ isInternal }) => !isInternal);
      for (const all of groupBy(
        elsewhere,
        ({ route, id, found }) => `${route.service.cluster} ${id} ${found}`,
      )) {
        const [{ route, id, found, wanted }] = all;
        const service = { cluster: route.service.cluster, kind: 'broker', id } as const;
        const host = d.hostOfService(service);
        if (host === undefined || d.causeOf(subjects.node(service))) continue;
        d.find(
          {
            id: 'advertised-elsewhere',
            hosts: [host],
            route: routeText(route),
            expected: `broker ${id} advertises ${wanted} on ${route.service.listener}`,
            found: `it advertises ${found}`,
            fix: d.npm('up'),
          },
          [subjects.service({ ...route.service, id })],
        );
      }
    },
  },
});
