// Where a service listens on its own host.
import type { Service } from '../../config/plan/types.ts';
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
