// Clusters in which nobody elects leaders.
import {
  coordinationOf,
  coordinationSpec,
  coordinatorsOf,
  registrationTellers,
} from '../../../config/coordination.ts';
import { roleName } from '../../../config/roles.ts';
import { registrations } from '../../../probe/cluster-state.ts';
import { check } from '../check.ts';
import { subjects } from '../diagnosis.ts';

export const controller = check({
  topic: 'Clusters, records, mirrors',
  reads: ['hosts'],
  findings: {
    'no-controller': {
      is: 'nobody is the controller (`LEADER_NOT_AVAILABLE`)',
      why: 'No leaders are elected: a partition that loses its leader stays without one.',
      toDo: '`npm run restart -- CLUSTER`',
    },
  },
  at: {
    clusters(d) {
      for (const cluster of d.topology.clusters) {
        const facts = registrationTellers(cluster).flatMap((host) => d.factsOf(host) ?? []);
        const { registered, controller: found } = registrations(cluster, facts);
        if (found !== undefined || registered.length === 0) continue;
        const [first] = coordinatorsOf(cluster);
        d.find(
          {
            id: 'no-controller',
            hosts: first ? [first.host] : [],
            expected: `one ${roleName(coordinationSpec(coordinationOf(cluster)).controllers)} of ${cluster.id} is the controller`,
            found: `${registered.length} are registered, and none is the controller`,
            fix: d.npm('restart', cluster.id),
          },
          [subjects.cluster(cluster.id)],
        );
      }
    },
  },
});
