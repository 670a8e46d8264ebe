// `npm run stop`, `start` and `restart`: services that are on their hosts, by the same care as a roll takes.
import { npmRun } from '../../config/advice.ts';
import { coordinatorsOf } from '../../config/coordination.ts';
import { mirrorEnds } from '../../config/needs.ts';
import { makePlan } from '../../config/plan/make.ts';
import type { Plan } from '../../config/plan/types.ts';
import { anyCoordination } from '../../config/roles.ts';
import type { Topology } from '../../config/topology.ts';
import { CliCommand, Option } from '../../lib/command-line/command.ts';
import { say, step } from '../../lib/progress.ts';
import { withFoundIds } from '../../probe/kafka-ids.ts';
import { factsIn, type ProbeResult } from '../../probe/probe-result.ts';
import { probeHosts } from '../../probe/probe.ts';
import { registrations } from '../../probe/cluster-state.ts';
import type { Document } from '../../templates/document.ts';
import { operateMirrorDocument } from '../../templates/mirror.ts';
import { operateBrokerDocument, operateCoordinatorDocument } from '../../templates/operate.ts';
import { operateTunnelDocument } from '../../templates/tunnel.ts';
import { type AtOperator, atOperator } from '../at-operator.ts';
import { confirm } from '../confirm.ts';
import { readTopologyForLogin } from '../topology.ts';
import type { Service } from '../units.ts';
import { runOnHost } from './on-host.ts';
import { type Action, type OperatePlan, planOperation, type Turn } from './plan.ts';
import { findServices } from './services.ts';

const care =
  'Brokers are stopped one at a time, the controller last, and only while every partition keeps its min.insync.replicas without them; a restart waits until the broker is back in sync before the next. A stopped service starts again when its host boots, and at the next up.';

const about: Record<Action, string> = {
  start: `Starts services that were stopped: ${anyCoordination} first. A service that runs is left alone.`,
  stop: `Stops services: ${anyCoordination} last. ${care}`,
  restart: `Restarts services, one broker at a time. ${care}`,
};

export interface OperateRequest {
  name: string;
  yes: boolean;
  force: boolean;
}

interface OperateOptions {
  yes?: boolean;
  force?: boolean;
}

const commandOf = (action: Action): CliCommand =>
  new CliCommand(action, `${action} all services of a host or a cluster, or one service`)
    .description(about[action])
    .argument(
      '<name>',
      'a host (engine1), a cluster (cluster1), a unit (kafka-cluster1-1, zookeeper-cluster1-1) or a component by Pulumi’s name (cluster1-broker-1, cluster1-zookeeper-1)',
    )
    .addOption(
      new Option('-y, --yes', 'don’t ask before a whole cluster is stopped').hideHelp(action === 'start'),
    )
    .addOption(
      new Option(
        '--force',
        'stop or restart even if others need it: clients may get errors, and partitions lose their leader',
      ).hideHelp(action === 'start'),
    );

/** Exit code 0 if every service came to where it should. */
const operate = (action: Action): AtOperator =>
  atOperator(commandOf(action), {
    request: ({ yes = false, force = false }: OperateOptions, name: string): OperateRequest => ({
      ...{ name, yes, force },
    }),
    changes: true,
    async run({ name, yes, force }, prepared) {
      const configured = await readTopologyForLogin(prepared);
      const plan = makePlan(configured);
      const placement = { ...configured, tunnels: plan.tunnels };
      const chosen = findServices(placement, name);
      const probed = await probeHosts(configured, plan);
      requireHosts(chosen, probed);
      const topology = withFoundIds(configured, factsIn(probed));
      const facts = [...probed.values()].flatMap((result) => (result.ok ? [result.facts] : []));
      const registered = new Map(
        topology.clusters.map((cluster) => [cluster.id, registrations(cluster, facts)] as const),
      );
      const operation = planOperation(action, placement, chosen, registered, force);
      if (operation.refusals.length > 0)
        throw new Error(`Nothing was stopped:\n${operation.refusals.map((line) => `  ${line}`).join('\n')}`);
      if (force && action !== 'start') say('--force: no check whether others need it.');
      if (operation.ended.length > 0 && !yes) {
        await confirm(
          `No client can use ${operation.ended.join(', ')} until it is started again.`,
          'Stop it? [y/N] ',
          prepared.stack.lab,
        );
      }
      await takeTurns({ action, topology, plan }, operation);
      say(closing(action, name));
      return 0;
    },
  });

export const [stop, start, restart] = [operate('stop'), operate('start'), operate('restart')];

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
    if (!result) return [`${id}: listed in abandonHosts`];
    return result.ok ? [] : [`${id}: ${result.reason}`];
  });
  if (missing.length > 0) throw new Error(`Nothing was changed.\n${missing.join('\n')}`);
}

function closing(action: Action, name: string): string {
  return action === 'stop'
    ? `Stopped. It stays enabled: it starts again with its host, by ${npmRun('start', name)}, or by the next ${npmRun('up')}.`
    : 'Done: all services run and are ready.';
}
