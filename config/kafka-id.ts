// Ids that Kafka has made up with KRaft: of a cluster, and of the data folder of each controller. They follow from names, so that
// all nodes of a cluster are formatted alike, also if one of them comes later.
import { createHash } from 'node:crypto';
import type { ClusterId, NodeId } from './ids.ts';

/** 128 bits in Kafka's spelling (org.apache.kafka.common.Uuid): URL-safe Base64 without padding, never with a dash first. */
function uuid(...words: string[]): string {
  const bytes = createHash('sha256').update(words.join('\n')).digest().subarray(0, 16);
  bytes.writeUInt8(bytes.readUInt8(0) & 0x7f, 0);
  return bytes.toString('base64url');
}

/**
 * Kafka's id of a cluster, for new data.
 * @param owner `<project>/<stack>`: clusters of two stacks that have one name are two clusters
 */
export function kafkaId(owner: string, cluster: ClusterId): string {
  return uuid('cluster', owner, cluster);
}

/**
 * The id of a controller's data folder (Kafka's `directory.id`), when the cluster is formatted.
 * @param cluster Kafka's id of the cluster
 */
export function directoryId(cluster: string, controller: NodeId): string {
  return uuid('directory', cluster, String(controller));
}
