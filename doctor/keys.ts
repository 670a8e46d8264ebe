// How facts and findings name services and addresses.
import { describeService } from '../config/plan/describe.ts';
import type { ClosedRoute, OpenRoute, Service } from '../config/plan/types.ts';

/** Identifies a service with its listener, or its transport. */
export function serviceKey(service: Service): string {
  const listener = service.kind === 'broker' ? service.listener : service.transport;
  return `${service.cluster}/${service.kind}-${service.id}/${listener}`;
}

/** Identifies what runs, whatever listeners it has. */
export function nodeKey({ cluster, kind, id }: Pick<Service, 'cluster' | 'kind' | 'id'>): string {
  return `${cluster}/${kind}-${id}`;
}

export function addressKey({ address, port }: Pick<ClosedRoute, 'address' | 'port'>): string {
  return `${address}:${port}`;
}

/** A route in words. */
export function routeText({ vantage, service, name, port }: OpenRoute): string {
  return `${vantage} to ${describeService(service)} as ${name}:${port}`;
}
