// A name under which clients know brokers becomes another one: what brokers show until all have restarted must be for both.
import { npmRun } from '../../config/advice.ts';
import { usesTls } from '../../config/listener-security.ts';
import { locationOf } from '../../config/plan/location.ts';
import { pathText } from '../../config/problem.ts';
import { brokerUnit } from '../../config/units.ts';
import { runningBrokers } from '../running-listeners.ts';
import type { Check, HostView } from './check.ts';

function findOn({ topology, plan, host, facts, factsOf }: HostView): string[] {
  return runningBrokers(topology, factsOf).flatMap(({ cluster, id, listeners }) => {
    if (cluster.brokers.find((broker) => broker.id === id)?.host !== host.id) return [];
    return listeners.flatMap(({ name, security, advertise }) => {
      const now = plan.listeners[cluster.id]?.[id]?.find((listener) => listener.name === name);
      const [before, after] = [advertise.name, now?.advertise.name];
      if (name !== 'EXTERNAL' || !now || !usesTls(security) || !usesTls(now.security)) return [];
      if (!after || after === before) return [];
      const wanted = plan.tlsNames
        .filter(
          ({ service }) => service.kind === 'broker' && service.cluster === cluster.id && service.id === id,
        )
        .flatMap(({ dns }) => dns);
      const shown = facts.keys[brokerUnit(cluster.id, id)]?.names ?? [];
      if (wanted.includes(before) && shown.includes(after)) return [];
      const names = pathText(['clusters', cluster.id, 'tls', 'names']);
      const location = locationOf(topology, cluster);
      const gateway = location.kind === 'network' ? location.gateway?.id : undefined;
      const path = pathText(['hosts', gateway ?? host.id, 'publicName']);
      const up = npmRun('up');
      return [
        `clients know broker ${id} of ${cluster.id} as ${before}, and would know it as ${after} after its restart (${path}): a client that gets a certificate without the name that it uses stops permanently. Use three steps; the first and the last restart nothing: with ${path}: ${before}, add ${after} to ${names} and run '${up}'; with ${path}: ${after}, write ${before} there instead and run '${up}'; remove ${before} when no client uses it any more`,
      ];
    });
  });
}

export const publicNames = {
  id: 'name-step-left-out',
  label: 'certificates contain the names that clients use, before and after the change',
  docs: {
    about: 'the public name',
    holds:
      'changes only while certificates contain both ([the steps](runbook.md#change-a-port-a-name-or-an-address))',
  },
  find: findOn,
} satisfies Check;
