// Services that are missing, down, or end again and again.
import { nodesOf } from '../../../config/coordination.ts';
import { nodeText } from '../../../config/roles.ts';
import type { Cluster, NodeId } from '../../../config/topology.ts';
import { mirrorUnit } from '../../../config/units.ts';
import { causeOfNoStart } from '../causes.ts';
import { check } from '../check.ts';
import { type Diagnosis, subjects } from '../diagnosis.ts';
import { failureOf } from '../failing.ts';
import { notThereYet } from '../starts.ts';
import { downText, type Unit, unitsDown } from '../units.ts';

export const services = check({
  topic: 'Hosts and services',
  reads: ['hosts'],
  findings: {
    'service-missing': {
      is: 'a unit of the stack is missing',
      why: 'The unit was never set up, or was removed.',
      toDo: '`npm run up`',
    },
    'service-down': {
      is: 'systemd does not keep it running',
      why: 'Its ports do not answer. If it is a broker, its partitions lose a replica, and their leader moves or is lost.',
      toDo: '`npm run up`; `npm run logs -- HOST UNIT` says why it stopped',
    },
    'service-failing': {
      is: 'it fails again and again; the finding has its last error',
      why: 'systemd starts it again and again, but the cause does not go away by itself. Until you fix it, the service is down.',
      toDo: 'after an edit `npm run up`, else read its log',
    },
  },
  at: { services: findDown, starts: findFailing },
});

type Id = 'service-missing' | 'service-down' | 'service-failing';

interface ServiceUnit extends Unit {
  broker?: { cluster: Cluster; id: NodeId };
}

function unitsOf(d: Diagnosis): ServiceUnit[] {
  const { topology } = d;
  const nodes = topology.clusters.flatMap((cluster) =>
    nodesOf(cluster).map((node): ServiceUnit => {
      const { role, id, host, unit } = node;
      const own = { host, unit, what: nodeText(role, node), subject: subjects.nodeOf(node) };
      return role === 'broker' ? { ...own, broker: { cluster, id } } : own;
    }),
  );
  const mirrors = topology.mirrors.map(({ id, host }): ServiceUnit => ({
    ...{ host, unit: mirrorUnit(id), what: `mirror ${id}`, subject: subjects.mirror(id) },
  }));
  return [...nodes, ...mirrors];
}

function findDown(d: Diagnosis<Id>): void {
  const failureIn = ({ host, unit, what }: Unit) => failureOf(d, host, unit, what);
  // Brokers end where nothing coordinates them to begin with.
  const ofCluster = (one: ServiceUnit) =>
    one.broker && failureIn(one) ? causeOfNoStart(d, one.broker.cluster, one.broker.id) : undefined;
  for (const down of unitsDown(d, unitsOf(d), ofCluster)) {
    const id = down.isThere ? 'service-down' : 'service-missing';
    d.find(failureIn(down) ?? { id, ...downText(d, down) }, [down.subject]);
  }
}

/** Services that were started just now, and not for the first time. */
function findFailing(d: Diagnosis<Id>): void {
  for (const { cluster, service, host, unit } of notThereYet(d)) {
    const failure = failureOf(d, host, unit, d.nodeText(service));
    if (!failure) continue;
    const cause = service.kind === 'broker' ? causeOfNoStart(d, cluster, service.id) : undefined;
    const own = [subjects.node(service)];
    if (!d.follow(cause, `${unit} on ${host} can't start`, own)) d.find(failure, own);
  }
}
