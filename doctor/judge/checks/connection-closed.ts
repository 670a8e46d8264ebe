// Connections that are taken, and ended without an answer.
import { describeService } from '../../../config/plan/describe.ts';
import { check } from '../check.ts';
import { subjects } from '../diagnosis.ts';

export const connectionClosed = check({
  topic: 'TLS',
  reads: ['sessions'],
  findings: {
    'connection-closed': {
      is: 'every connection is accepted, then closed',
      why: 'A program accepts the connection, then closes it for both TLS and plain text.',
      toDo: 'restart the service; its log says why',
    },
  },
  onSession(d, { route, response, target }) {
    if (response.kind !== 'closed') return undefined;
    return {
      finding: {
        id: 'connection-closed',
        hosts: [target],
        expected: `${describeService(route.service)} answers`,
        found: `the connection is accepted, then closed${response.said ? ` (${response.said})` : ''}`,
        fix: d.npm('restart', d.unitOf(route.service)),
      },
      explains: [subjects.service(route.service)],
    };
  },
});
