// Services that were started just now: what is amiss with them may pass by itself.
import { check } from '../check.ts';
import { subjects } from '../diagnosis.ts';
import { notThereYet } from '../starts.ts';

export const starting = check({
  topic: 'Hosts and services',
  reads: ['hosts', 'connections', 'metadata'],
  findings: {
    'service-starting': {
      is: 'it was started within the last minute, and is not ready yet',
      why: 'A start takes up to a minute: to listen, to register, and to catch up. What fails after that has another cause.',
      toDo: 'run doctor again in a minute',
    },
  },
  at: {
    starts(d) {
      for (const { service, host, unit, seconds } of notThereYet(d))
        d.find(
          {
            id: 'service-starting',
            hosts: [host],
            expected: `${unit} listens, is registered and has its replicas in sync`,
            found: `it was started ${seconds} s ago, and is not ready yet`,
            fix: d.npm('doctor'),
          },
          [subjects.node(service)],
        );
    },
  },
});
