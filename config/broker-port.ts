// The port of a broker that the config gives none.

/**
 * Port of a broker's INTERNAL listener by default: 9091 for broker 1, 9092 for broker 2 and so on, so that brokers
 * share a host. Above 65535 for ids that need a port of their own in the config.
 */
export function defaultBrokerPort(id: number): number {
  return 9090 + id;
}
