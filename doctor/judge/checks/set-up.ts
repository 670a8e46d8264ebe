// Hosts that have nothing of the stack yet, or no more: everything else that is amiss there follows.
import { openRoutes } from '../../../config/plan/select.ts';
import type { HostView } from '../../../probe/checks/check.ts';
import { type Diagnosis, subjects } from '../diagnosis.ts';
import { check } from '../check.ts';

export const setUp = check({
  topic: 'Hosts and services',
  reads: ['hosts'],
  findings: {
    'not-set-up': {
      is: 'the stack is not set up there: before the first `up`, or after `destroy`',
      why: 'Until the first `up`, and after `destroy`, no service runs and no port is kept closed here.',
      toDo: '`npm run up`',
    },
  },
  at: { 'set-up': findBare },
});

function findBare(d: Diagnosis<'not-set-up'>): void {
  const bare = d.inspected().filter((view) => isBare(view) && hasAPart(view));
  if (bare.length === 0) return;
  const hosts = bare.map(({ host }) => host.id);
  const ports = d.plan.portMap.filter(({ gateway }) => hosts.includes(gateway));
  d.find(
    {
      id: 'not-set-up',
      hosts,
      expected: 'every host is set up',
      found: `nothing of this stack is on ${hosts.join(', ')}`,
      fix: d.npm('up'),
    },
    [
      ...hosts.map(subjects.host),
      ...ports.map(({ gateway, port }) => subjects.mappedPort(gateway, port)),
      ...d.topology.clusters
        .filter(({ brokers }) => brokers.every(({ host }) => hosts.includes(host)))
        .map(({ id }) => subjects.cluster(id)),
    ],
  );
}

/** Whether neither the owner's mark nor any record of ours is there. */
function isBare({ facts }: HostView): boolean {
  return facts.owner === undefined && Object.keys(facts.stamps).length === 0;
}

/** Whether the stack gives this host anything. */
function hasAPart({ plan, host }: HostView): boolean {
  return (
    openRoutes(plan, host.id).length > 0 ||
    plan.policies[host.id] !== undefined ||
    plan.portMap.some(({ gateway, to }) => gateway === host.id || to.host === host.id)
  );
}
