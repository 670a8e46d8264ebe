// Other programs that answer where a service should.
import { roleName } from '../../../config/roles.ts';
import { describeService } from '../../../config/plan/describe.ts';
import { check } from '../check.ts';
import { subjects } from '../diagnosis.ts';

export const notThisService = check({
  topic: 'TLS',
  reads: ['sessions'],
  findings: {
    'not-this-service': {
      is: 'another program answers there',
      why: 'Clients connect to another program, not to the service.',
      toDo: '`ss -ltnp` on the host names the program',
    },
  },
  onSession(_, { route, response, target }) {
    if (response.kind !== 'answered' || response.stranger === undefined) return undefined;
    return {
      finding: {
        id: 'not-this-service',
        hosts: [target],
        expected: `${describeService(route.service)} answers`,
        found: `a program answers that is not a ${roleName(route.service.kind)}: ${response.stranger}`,
        fix: 'sudo ss -ltnp',
        at: target,
      },
      explains: [subjects.service(route.service)],
    };
  },
});
