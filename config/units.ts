// Names of systemd units, by cluster and id, so that several brokers share a host; and where their JMX answers.
import type { ClusterId, NodeId } from './ids.ts';

/** systemd unit of a broker, without `.service`. */
export function brokerUnit(cluster: ClusterId, id: NodeId): string {
  return `kafka-${cluster}-${id}`;
}

/** systemd unit of the SSH tunnel to a cluster, without `.service`. */
export function tunnelUnit(cluster: ClusterId): string {
  return `kafka-proxied-tunnel-${cluster}`;
}

/** Where JMX of a service answers: whoever reaches it can have the process do anything, so nobody elsewhere does. */
export const jmxAddress = '127.0.0.1';

/** systemd unit of a mirror, without `.service`. */
export function mirrorUnit(id: string): string {
  return `kafka-mirror-${id}`;
}
