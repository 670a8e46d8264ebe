// Every document that a topology puts on its hosts, rendered without Pulumi.
import { javaToInstall } from '../../config/versions.ts';
import { clustersKnownTo, mirrorEnds, rolesOf } from '../../config/needs.ts';
import type { Plan } from '../../config/plan/types.ts';
import { clientSizes } from '../../config/settings.ts';
import type { Topology } from '../../config/topology.ts';
import { baseDocument } from '../../templates/base.ts';
import { brokerDocument, rollDocument, secretsDocument } from '../../templates/broker.ts';
import { clientDocument } from '../../templates/client/document.ts';
import { type Document, renderBody } from '../../templates/document.ts';
import { mirrorDocument } from '../../templates/mirror.ts';
import { portMapDocument } from '../../templates/port-map.ts';
import { topicsDocument } from '../../templates/topics.ts';
import { zookeeperDocument } from '../../templates/zookeeper.ts';

/** By kind and what it is for: `broker cluster1 2`. Each can be sent to a host, or this throws. */
export function documentsOf(
  topology: Topology,
  plan: Plan,
  secrets: Record<string, string> = {},
): Record<string, Document> {
  const documents: Record<string, Document> = {};
  const hosts = new Map(topology.hosts.map((host) => [host.id, host]));
  const add = (name: string, document: Document | undefined): void => {
    if (!document) return;
    renderBody(document);
    documents[name] = document;
  };
  for (const { id, managed } of topology.hosts) {
    if (!managed) continue;
    const known = clustersKnownTo(topology, id);
    const names = plan.names[id] ?? [];
    add(
      `base ${id}`,
      baseDocument({
        owner: topology.owner,
        names,
        java: javaToInstall(known.map(({ version }) => version)),
        ...rolesOf(topology, plan, id),
      }),
    );
    const sizes = clientSizes;
    if (known.length > 0) {
      add(
        `client ${id}`,
        clientDocument(plan, id, known, (of) => sizes(of.settings, of.topics)),
      );
    }
    const entries = plan.portMap.filter(({ gateway }) => gateway === id);
    if (entries.length > 0) add(`portmap ${id}`, portMapDocument(entries));
  }
  for (const cluster of topology.clusters) {
    for (const node of cluster.zookeeper)
      add(`zookeeper ${cluster.id} ${node.id}`, zookeeperDocument({ cluster, node, plan }));
    for (const broker of cluster.brokers) {
      const facts = { cluster, broker, plan, hosts };
      add(`broker ${cluster.id} ${broker.id}`, brokerDocument(facts));
      add(`secrets ${cluster.id} ${broker.id}`, secretsDocument(facts, secrets));
      add(`roll ${cluster.id} ${broker.id}`, rollDocument(facts));
    }
    const [broker] = cluster.brokers;
    if (broker) add(`topics ${cluster.id}`, topicsDocument({ cluster, broker, plan, hosts }));
  }
  for (const mirror of topology.mirrors) {
    const ends = mirrorEnds(topology, mirror);
    if (ends) add(`mirror ${mirror.id}`, mirrorDocument({ mirror, ...ends, plan }));
  }
  return documents;
}
