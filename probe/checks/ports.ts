// Ports that services here will bind, held by somebody else.
import { anyCoordination } from '../../config/roles.ts';
import { type Binding, bindingsOn } from '../bindings.ts';
import type { HostFacts, ListeningSocket } from '../facts.ts';
import { nodesOn } from './affected.ts';
import type { Check } from './check.ts';

export const ports = {
  id: 'port-taken',
  label: 'the ports of the services are free, or already in use by these services',
  docs: {
    about: `the ports of brokers and ${anyCoordination}`,
    holds: 'free, or in use by the unit that will bind them',
  },
  doctor: {
    is: 'another program uses a port of the stack',
    why: 'The service can’t bind its port, and clients connect to another program.',
    toDo: 'stop and disable it, or choose another port',
    command: () => 'sudo ss -ltnp',
    affects: nodesOn,
  },
  find: ({ topology, plan, host, facts }) =>
    bindingsOn(topology, plan, host).flatMap((binding) => {
      const holder = facts.listeners.find(
        (listener) => collides(listener, binding) && facts.services[binding.unit]?.pid !== listener.pid,
      );
      return holder ? [describe(binding, holder, facts)] : [];
    }),
} satisfies Check;

/** A listener on all addresses takes the port of each; Linux lets an IPv6 one take the IPv4 addresses, too. */
export function collides(
  listener: ListeningSocket,
  { address, port }: Pick<Binding, 'address' | 'port'>,
): boolean {
  return listener.port === port && ['*', '0.0.0.0', address].includes(listener.address);
}

function describe(
  { address, port, path, unit }: Binding,
  holder: ListeningSocket,
  { services }: HostFacts,
): string {
  const process = holder.process || 'a process without a known name';
  const who = `${process}${Number.isNaN(holder.pid) ? '' : ` (pid ${holder.pid})`}`;
  const [ours] = Object.entries(services).find(([, { pid }]) => pid > 0 && pid === holder.pid) ?? [];
  const held = `port ${port} of ${holder.address === '*' ? 'all addresses' : holder.address} is used by ${who}`;
  const wanted = `${path} wants ${address}:${port} for ${unit}`;
  return ours
    ? `${held}, which is ${ours}, a service of this stack; ${wanted}. Move one of them to a free port, run 'up', then move the other`
    : `${held}; ${wanted}. Stop and disable that process, or choose another port`;
}
