// The declared topics of a cluster, for kind-topics.sh.
import type { TopicSpec } from '../config/topology.ts';
import type { Document } from './document.ts';
import { clusterEndpoints } from './cluster-endpoints.ts';
import { type BrokerFacts, notAbandoned } from './endpoint.ts';
import { kafkaTool, topicTools } from './kafka-tools.ts';
import { renderProperties } from './properties.ts';

/** Seconds within which all brokers must be registered, and every declared partition led and in sync. */
const deadlineSeconds = 180;

/** One line a topic, `topic NAME PARTITIONS COPIES`, and one for each property, `config NAME KEY VALUE`. */
export function renderTopics(topics: readonly TopicSpec[]): string {
  const byName = topics.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const lines = byName.flatMap((topic) => [
    `topic ${topic.name} ${topic.partitions} ${topic.replicationFactor}`,
    ...Object.keys(topic.config)
      .sort()
      .map((key) => `config ${topic.name} ${key} ${topic.config[key]}`),
  ]);
  return lines.map((line) => `${line}\n`).join('');
}

/** @param facts of the broker on whose host Kafka's tools are run */
export function topicsDocument(facts: BrokerFacts): Document {
  const { cluster, hosts } = facts;
  return {
    params: {
      version: cluster.version,
      ...topicTools(cluster.version),
      config_tool: kafkaTool(cluster.version, 'configs').mainClass,
      ...clusterEndpoints(facts),
      brokers: notAbandoned(hosts, cluster.brokers)
        .map((other) => other.id)
        .join(' '),
      deadline: deadlineSeconds,
    },
    files: {
      topics: renderTopics(cluster.topics),
      // A broker that went away must cost one request, not the deadline.
      'client.properties': renderProperties({
        'request.timeout.ms': '10000',
        'default.api.timeout.ms': '30000',
      }),
    },
  };
}
