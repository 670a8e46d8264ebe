// How facts and findings name services and doors.
import { describeService } from '../config/plan/describe.ts';
import type { ClosedRoute, OpenRoute, Service } from '../config/plan/types.ts';

/** Identifies a service with its listener, or its transport. */
export function serviceKey(service: Service): string {
  const door = service.kind === 'broker' ? service.listener : service.transport;
  return `${service.cluster}/${service.kind}-${service.id}/${door}`;
}

/** Identifies what runs, whatever listeners it has. */
export function nodeKey({ cluster, kind, id }: Pick<Service, 'cluster' | 'kind' | 'id'>): string {
  return `${cluster}/${kind}-${id}`;
}

export function doorKey({ address, port }: Pick<ClosedRoute, 'address' | 'port'>): string {
  return `${address}:${port}`;
}

/** A route in words. */
export function routeText({ vantage, service, name, port }: OpenRoute): string {
  return `${vantage} to ${describeService(service)} as ${name}:${port}`;
}
