// Brokers that run under another's id.
import { describeService } from '../../../config/plan/describe.ts';
import { isMapped } from '../../../config/plan/hops.ts';
import { brokerUnit } from '../../../config/units.ts';
import { routeText } from '../../keys.ts';
import { check } from '../check.ts';
import { type Diagnosis, subjects } from '../diagnosis.ts';
import { answersFor, wrongBrokers } from '../told.ts';

export const brokerIds = check({
  topic: 'Clusters, records, mirrors',
  reads: ['hosts', 'metadata'],
  findings: {
    'broker-has-other-id': {
      is: 'a broker runs, or was started, with the id of another broker: only one of the two can be registered',
      why: 'Clients take the broker for the other one. Only one of two brokers with the same id can be registered, and data of another id is refused.',
      toDo: '`npm run up`',
    },
  },
  at: { services: findStarted, metadata: findAnswering },
});

type Id = 'broker-has-other-id';

function findStarted(d: Diagnosis<Id>): void {
  for (const cluster of d.topology.clusters) {
    for (const { id, host } of cluster.brokers) {
      const unit = brokerUnit(cluster.id, id);
      const ownId = d.factsOf(host)?.properties[unit]?.['broker.id'];
      const subject = subjects.broker(cluster.id, id);
      if (ownId === undefined || ownId === String(id) || d.causeOf(subject)) continue;
      const other = cluster.brokers.find((one) => String(one.id) === ownId);
      d.find(
        {
          id: 'broker-has-other-id',
          hosts: [host],
          expected: `${unit} runs as broker ${id}`,
          found: `it was started with broker.id=${ownId}${other ? `, which is the broker's on ${other.host}` : ''}`,
          fix: d.npm('up'),
        },
        [subject],
      );
    }
  }
}

/** Behind a port map, it is the map that leads elsewhere. */
function findAnswering(d: Diagnosis<Id>): void {
  const wrong = wrongBrokers(d, (route) => !isMapped(route));
  for (const { route, id, routes } of wrong)
    d.find(
      {
        id: 'broker-has-other-id',
        hosts: [d.hostOfService(route.service) ?? route.vantage],
        route: routeText(route),
        expected: `${describeService(route.service)} answers at ${route.name}:${route.port}`,
        found: `broker ${id} answers`,
        fix: d.npm('up'),
      },
      answersFor(route, routes),
    );
}
