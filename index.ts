// Reads the config, makes the plan, looks at the hosts, makes the components.
import * as pulumi from '@pulumi/pulumi';
import { ClientAccess } from './components/client-access.ts';
import { GatewayPortMap } from './components/gateway-port-map.ts';
import { PreparedHost } from './components/host/prepared-host.ts';
import { HostSession } from './components/host/session.ts';
import { KafkaCluster } from './components/kafka-cluster.ts';
import { loadTopology } from './config/load.ts';
import { clustersKnownTo, clustersServedBy, versionsOn } from './config/needs.ts';
import { makePlan } from './config/plan/make.ts';
import { bootstrapServers } from './config/plan/select.ts';
import type { Topology } from './config/topology.ts';
import { describeFindings, preflightFindings } from './probe/preflight.ts';
import { probeHosts } from './probe/probe.ts';
import { rollOrder } from './probe/roll-order.ts';
import { ensureKafkaArchive, type KafkaArchive } from './tools/setup/kafka-archive.ts';

export default async function program(): Promise<Record<string, unknown>> {
  const { topology, secrets, notes } = loadTopology();
  for (const note of notes) void pulumi.log.info(`${note.path}: ${note.text}`);
  const plan = makePlan(topology);

  const probed = await probeHosts(topology, plan);
  const findings = preflightFindings(topology, plan, probed);
  if (findings.length > 0) throw new pulumi.RunError(describeFindings(findings));

  const archives = await archivesFor(topology);
  const now = new Date();
  const hosts = new Map(topology.hosts.map((host) => [host.id, host]));
  const sessions = new Map(
    topology.hosts
      .filter((host) => host.managed)
      .map((host) => {
        const result = probed.get(host.id);
        return [host.id, new HostSession(host, result?.ok ? result.facts : undefined, now)];
      }),
  );
  const sessionOf = (id: string): HostSession => {
    const session = sessions.get(id);
    if (!session) throw new Error(`host ${id} is not managed`);
    return session;
  };

  for (const [id, session] of sessions) {
    new PreparedHost(id, {
      session,
      owner: topology.owner,
      names: plan.names[id] ?? [],
      services: clustersServedBy(topology, id).length > 0,
      archives: versionsOn(topology, id).flatMap((version) => archives.get(version) ?? []),
    });
    const clusters = clustersKnownTo(topology, id);
    if (clusters.length > 0) new ClientAccess(`${id}-client`, { session, plan, clusters });
    const entries = plan.portMap.filter((entry) => entry.gateway === id);
    if (entries.length > 0 && session.host.managePortMap) {
      new GatewayPortMap(`${id}-port-map`, { session, entries });
    }
  }
  for (const cluster of topology.clusters) {
    const order = rollOrder(cluster, (host) => sessionOf(host).facts);
    new KafkaCluster(cluster.id, { cluster, plan, hosts, order, secrets, sessionOf });
  }

  return {
    bootstrapServers: Object.fromEntries(
      topology.clusters.map((cluster) => [
        cluster.id,
        Object.fromEntries(
          cluster.clients.map((client) => [client, bootstrapServers(plan, client, cluster.id).join(',')]),
        ),
      ]),
    ),
  };
}

async function archivesFor(topology: Topology): Promise<Map<string, KafkaArchive>> {
  const archives = new Map<string, KafkaArchive>();
  for (const { version } of topology.clusters) {
    if (!archives.has(version)) archives.set(version, await ensureKafkaArchive(version));
  }
  return archives;
}
