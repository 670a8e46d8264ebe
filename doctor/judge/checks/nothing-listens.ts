// Services that run, or seem to, and do not listen where the plan says.
import { isMapped } from '../../../config/plan/hops.ts';
import { collides } from '../../../probe/checks/ports.ts';
import { bindOf } from '../bindings.ts';
import { check } from '../check.ts';
import { subjects } from '../diagnosis.ts';
import { isEdited } from '../failing.ts';

export const nothingListens = check({
  topic: 'Hosts and services',
  reads: ['hosts', 'connections'],
  findings: {
    'nothing-listens': {
      is: 'it runs, but does not listen on the port of the plan',
      why: 'The service runs but does not listen as planned: it was started with another configuration, or is not ready yet.',
      toDo: 'restart it; after an edit, `npm run up`',
    },
  },
  onFailedConnection(d, { route, outcome, target }) {
    const { service, vantage } = route;
    const facts = d.factsOf(target);
    const bind = bindOf(d, service);
    const common = { id: 'nothing-listens', host: target, explains: [subjects.service(service)] } as const;
    if (facts && bind && !facts.listeners.some((one) => collides(one, bind))) {
      const unit = d.unitOf(service);
      return {
        ...common,
        found: `nothing listens on ${bind.address}:${bind.port} of ${target}`,
        fix: isEdited(d, target, unit) ? d.npm('up') : d.npm('restart', unit),
      };
    }
    if (facts || outcome !== 'refused' || isMapped(route)) return undefined;
    return {
      ...common,
      found: `${route.address}:${route.port} refuses at once; ${target} itself can't be checked`,
      fix: `nc -vz ${route.address} ${route.port}`,
      ...(d.host(vantage).managed && { at: vantage }),
    };
  },
});
