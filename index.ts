// Reads the config, makes the plan, looks at the hosts, makes the components.
import * as pulumi from '@pulumi/pulumi';
import { deploy } from './components/deployment.ts';
import { keysOfOtherStacks } from './components/other-stacks.ts';
import { versionsOf } from './config/needs.ts';
import { openRouteLines, portMapsToEnter } from './config/plan/describe.ts';
import { makePlan } from './config/plan/make.ts';
import { bootstrapServers, clientsOf } from './config/plan/select.ts';
import type { Plan } from './config/plan/types.ts';
import { problemsText } from './config/problem.ts';
import type { Topology } from './config/topology.ts';
import { publicIpv6 } from './probe/ipv6.ts';
import { lookOnce } from './probe/kept-look.ts';
import { withFoundIds } from './probe/kafka-ids.ts';
import { knownState } from './probe/known.ts';
import { outsideLab } from './probe/lab-network.ts';
import { describeObstacles, onlyRemoves, partialVariable, findObstacles } from './probe/preflight.ts';
import { factsIn } from './probe/probe-result.ts';
import { probeHosts } from './probe/probe.ts';
import { recordedOrder, rollOrder } from './probe/roll-order.ts';
import { preflightWarnings, warningText } from './probe/warnings.ts';
import { writeWatchList } from './probe/watch-list.ts';
import { loadTopology } from './pulumi/load-config.ts';
import { exportState, parseAuthorities, parseState } from './pulumi/state.ts';
import { ensureKafkaArchive, type KafkaArchive } from './setup/kafka-archive.ts';
import { loginKeyProblems } from './ssh/login-keys.ts';

export default async function program(): Promise<Record<string, unknown>> {
  const { topology, secrets, notes, logins } = await loadTopology();
  for (const { path, text, warns } of notes) void pulumi.log[warns ? 'warn' : 'info'](`${path}: ${text}`);
  const plan = makePlan(topology);
  for (const text of portMapsToEnter(topology, plan)) void pulumi.log.info(text);
  if (topology.offline) return showOffline(plan);

  const outside = outsideLab(topology);
  if (outside) throw new pulumi.RunError(outside);
  const unusable = await loginKeyProblems(logins);
  if (unusable.length > 0) throw new pulumi.RunError(problemsText(pulumi.getStack(), unusable));
  const otherKeys = await keysOfOtherStacks(topology, plan);
  const [[probed, exported], ipv6] = await Promise.all([
    lookOnce(pulumi.runtime.isDryRun(), () => Promise.all([probeHosts(topology, plan), ownState()])),
    publicIpv6(topology),
  ]);
  const removing = onlyRemoves();
  const state = parseState(exported);
  const known = knownState(state.length, parseAuthorities(exported));
  const findings = findObstacles(topology, plan, probed, removing, known);
  if (findings.length > 0) throw new pulumi.RunError(describeObstacles(findings));
  if (!removing)
    for (const warning of preflightWarnings(topology, plan, probed, ipv6))
      void pulumi.log.warn(warningText(warning));

  if (!pulumi.runtime.isDryRun()) writeWatchList(topology, probed);
  const factsOf = factsIn(probed);
  const archives = await archivesFor(topology);
  const partial = process.env[partialVariable] !== undefined;
  const { certificateAuthorities, clientIdentities, reach } = deploy({
    topology: withFoundIds(topology, factsOf),
    plan,
    secrets,
    factsOf,
    orderOf: (cluster) => (partial ? recordedOrder(cluster, state) : rollOrder(cluster, factsOf)),
    otherKeys,
    archives,
    recorded: new Set(state.map(({ name }) => name)),
    removing,
    now: new Date(),
  });
  return {
    bootstrapServers: bootstrapOutputs(topology, plan),
    certificateAuthorities,
    clientIdentities,
    reach,
  };
}

/** The plan alone. Without having looked at the hosts, nothing may be changed there. */
function showOffline(plan: Plan): Record<string, unknown> {
  if (!pulumi.runtime.isDryRun()) {
    throw new pulumi.RunError(
      'kafka-proxied:offline is true: only preview works. Remove the key to change hosts.',
    );
  }
  void pulumi.log.info(
    `Offline: no host was asked, so the deletions that Pulumi lists mean nothing. The plan:\n${openRouteLines(plan).join('\n')}`,
  );
  return {};
}

async function archivesFor(topology: Topology): Promise<Map<string, KafkaArchive>> {
  const archives = new Map<string, KafkaArchive>();
  for (const version of versionsOf(topology)) archives.set(version, await ensureKafkaArchive(version));
  return archives;
}

/**
 * Hosts and state are held together, and only what is in the state may be registered for an abandoned host, or in
 * another order than by the probe.
 */
async function ownState(): Promise<string> {
  try {
    return await exportState({ pulumi: 'pulumi', stack: pulumi.getStack() });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new pulumi.RunError(`What the state holds must be known first. ${reason}`);
  }
}

/** By cluster, then client: what the client connects to first. */
function bootstrapOutputs(topology: Topology, plan: Plan): Record<string, Record<string, string>> {
  return Object.fromEntries(
    topology.clusters.map((cluster) => [
      cluster.id,
      Object.fromEntries(
        clientsOf(cluster).map((client) => [client, bootstrapServers(plan, client, cluster.id).join(',')]),
      ),
    ]),
  );
}
