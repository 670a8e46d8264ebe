// Where a service listens on its own host, and who holds that port there.
import type { Service } from '../../config/plan/types.ts';
import type { ListeningSocket } from '../../probe/facts.ts';
import type { Diagnosis } from './diagnosis.ts';

export interface BindAddress {
  address: string;
  port: number;
}

/** Where the plan has a service listen. */
export function bindOf({ plan }: Diagnosis, service: Service): BindAddress | undefined {
  if (service.kind === 'broker') {
    const listeners = plan.listeners[service.cluster]?.[service.id] ?? [];
    return listeners.find(({ name }) => name === service.listener)?.bind;
  }
  const node = plan.coordinators[service.cluster]?.[service.id];
  return node?.transport === service.transport ? node.bind : node?.plain;
}

/** Who listens at a service's port; undefined: nobody. */
export function listenerAt(
  listeners: readonly ListeningSocket[],
  { address, port }: BindAddress,
): ListeningSocket | undefined {
  return listeners.find((one) => one.port === port && ['*', '0.0.0.0', address].includes(one.address));
}
