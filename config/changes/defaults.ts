// Kafka's own defaults of the properties that decide what is kept.
import type { Properties } from '../topology.ts';
import { isSince } from '../versions.ts';

/**
 * What applies to a broker whose file does not say. Sources: "Broker Configs" in the documentation of Kafka 0.10.1 to 3.9;
 * KIP-106 (no unclean elections since 0.11) and KIP-186 (offsets are kept for seven days since 2.0).
 */
export function kafkaDefaults(version: string): Properties {
  return {
    'log.cleanup.policy': 'delete',
    'log.retention.bytes': '-1',
    'log.retention.hours': '168',
    'offsets.retention.minutes': isSince(version, '2.0') ? '10080' : '1440',
    'unclean.leader.election.enable': isSince(version, '0.11') ? 'false' : 'true',
  };
}
