// Stops, starts and restarts services from this very place: `npm run stop` starts it where the stack's operator sits.
import { npmRun } from '../../config/advice.ts';
import { coordinatorsOf } from '../../config/coordination.ts';
import { mirrorEnds } from '../../config/needs.ts';
import { makePlan } from '../../config/plan/make.ts';
import type { Plan } from '../../config/plan/types.ts';
import type { Topology } from '../../config/topology.ts';
import { runProgram } from '../../lib/program.ts';
import { say, step } from '../../lib/progress.ts';
import { probeHosts, type ProbeResult } from '../../probe/probe.ts';
import { registrations } from '../../probe/cluster-state.ts';
import type { Document } from '../../templates/document.ts';
import { operateMirrorDocument } from '../../templates/mirror.ts';
import { operateBrokerDocument, operateCoordinatorDocument } from '../../templates/operate.ts';
import { operateTunnelDocument } from '../../templates/tunnel.ts';
import { takeStack } from '../arguments.ts';
import { confirm } from '../confirm.ts';
import { prepareStack } from '../stack-env.ts';
import { readTopologyForLogin } from '../topology.ts';
import { runOnHost } from './on-host.ts';
import { parseOperateArguments } from './operate.ts';
import { type Action, type OperatePlan, planOperation, type Turn } from './plan.ts';
import { findServices, type Service } from './services.ts';

interface Stage {
  action: Action;
  topology: Topology;
  plan: Plan;
}

function documentOf({ topology, plan }: Stage, { service, guarded }: Turn): Document {
  const hosts = new Map(topology.hosts.map((host) => [host.id, host]));
  const cluster = topology.clusters.find(({ id }) => id === service.cluster);
  const node = cluster && coordinatorsOf(cluster).find(({ unit }) => unit === service.unit);
  const broker = cluster?.brokers.find(({ id }) => id === service.id);
  if (cluster && service.role === 'broker' && broker) {
    return operateBrokerDocument({ cluster, broker, plan, hosts, guarded });
  }
  if (cluster && node) {
    return operateCoordinatorDocument({ cluster, node, plan, guarded });
  }
  const mirror = service.role === 'mirror' && topology.mirrors.find(({ id }) => id === service.id);
  const ends = mirror && mirrorEnds(topology, mirror);
  if (mirror && ends) return operateMirrorDocument({ mirror, ...ends, plan });
  if (service.role === 'tunnel') return operateTunnelDocument();
  throw new Error(`${service.unit} is not in the topology`);
}

/** The script that has the verbs: a broker's stages files only. */
const scriptOf = ({ role }: Service): string => (role === 'broker' ? 'roll' : role);

async function takeTurn(stage: Stage, turn: Turn): Promise<void> {
  const { service } = turn;
  const host = stage.topology.hosts.find(({ id }) => id === service.host);
  if (!host) throw new Error(`host ${service.host} is not in the topology`);
  const { action: verb } = stage;
  await runOnHost({
    ...{ host, verb, kind: scriptOf(service), unit: service.unit },
    document: documentOf(stage, turn),
  });
}

async function takeTurns(stage: Stage, { groups }: OperatePlan): Promise<void> {
  for (const group of groups) {
    const names = group.map(({ service }) => `${service.unit} on ${service.host}`).join(', ');
    await step(`${stage.action} ${names}`, async () => {
      const results = await Promise.allSettled(group.map((turn) => takeTurn(stage, turn)));
      const failed = results.filter((result) => result.status === 'rejected');
      if (failed.length > 0)
        throw new Error(failed.map(({ reason }) => (reason as Error).message).join('\n'));
    });
  }
}

/** @throws Error that names every host that can't be asked, and why */
function requireHosts(services: readonly Service[], probed: ReadonlyMap<string, ProbeResult>): void {
  const hosts = new Set(services.map(({ host }) => host));
  const missing = [...hosts].flatMap((id) => {
    const result = probed.get(id);
    if (!result) return [`${id}: abandonHosts says that it is gone`];
    return result.ok ? [] : [`${id}: ${result.reason}`];
  });
  if (missing.length > 0) throw new Error(`Nothing was touched.\n${missing.join('\n')}`);
}

function closing(action: Action, name: string): string {
  return action === 'stop'
    ? `Stopped. It stays enabled: it starts again with its host, by ${npmRun('start', name)}, or by the next ${npmRun('up')}.`
    : 'Done: all of it runs and serves.';
}

await runProgram(async (args) => {
  const { stack: stackName, configFile, rest } = takeStack(args);
  const { action, name, yes, force } = parseOperateArguments(rest);
  const prepared = await prepareStack(stackName, configFile);
  const topology = await readTopologyForLogin(prepared);
  const plan = makePlan(topology);
  const placement = { ...topology, tunnels: plan.tunnels };
  const chosen = findServices(placement, name);
  const probed = await probeHosts(topology, plan);
  requireHosts(chosen, probed);
  const facts = [...probed.values()].flatMap((result) => (result.ok ? [result.facts] : []));
  const registered = new Map(
    topology.clusters.map((cluster) => [cluster.id, registrations(cluster, facts)] as const),
  );
  const operation = planOperation(action, placement, chosen, registered, force);
  if (operation.refusals.length > 0)
    throw new Error(`Nothing was stopped:\n${operation.refusals.map((line) => `  ${line}`).join('\n')}`);
  if (force && action !== 'start') say('--force: nobody checks whether the others can do without it.');
  if (operation.ended.length > 0 && !yes) {
    await confirm(
      `Nobody can use ${operation.ended.join(', ')} until it is started again.`,
      'Stop it? [y/N] ',
      prepared.stack.lab,
    );
  }
  await takeTurns({ action, topology, plan }, operation);
  say(closing(action, name));
  return 0;
});
