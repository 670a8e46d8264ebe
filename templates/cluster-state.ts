// What `host cluster-state` is asked with: whom to ask about the cluster, and how, from the host of one of its brokers.
import { type BrokerFacts, minIsrOf } from './broker.ts';
import type { Document } from './document.ts';
import { clusterEndpoints } from './cluster-endpoints.ts';
import { topicTools } from './kafka-tools.ts';

/** Nothing of it is written to the host. The broker's own certificate is shown where its cluster speaks TLS. */
export function clusterStateDocument(facts: BrokerFacts): Document {
  const { version } = facts.cluster;
  const asked = { version, ...clusterEndpoints(facts), ...topicTools(version) };
  return { settings: { ...asked, min_isr: minIsrOf(facts.cluster) }, files: {} };
}
