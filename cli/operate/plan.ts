// In which order services are stopped, started or restarted, and what is refused before the first is touched. Each
// host's script checks again, just before it stops a service.
import { npmRun } from '../../config/advice.ts';
import { canBeController } from '../../config/coordination.ts';
import { nodeRoles, roleName } from '../../config/roles.ts';
import type { ClusterId } from '../../config/topology.ts';
import type { Registrations } from '../../probe/cluster-state.ts';
import { type NodeService, type Placement, type Service, servicesOf } from '../units.ts';

export type Action = 'stop' | 'start' | 'restart';

/** One service's turn. */
export interface Turn {
  service: Service;
  /** Whether its host's script checks that the others can do without it. */
  guarded: boolean;
}

export interface OperatePlan {
  /** One group after the other; the turns of a group at the same time. */
  groups: Turn[][];
  /** Clusters that nobody can use afterwards. */
  ended: ClusterId[];
  /** Why nothing may be done. */
  refusals: string[];
}

const isMirror = ({ role }: Service): boolean => role === 'mirror';
const isCoordinator = (service: Service): service is NodeService =>
  nodeRoles.some((role) => role === service.role && role !== 'broker');
const among =
  (services: readonly Service[]) =>
  (one: Service): boolean =>
    services.some(({ unit }) => unit === one.unit);
const isTunnel = ({ role }: Service): boolean => role === 'tunnel';
const isBroker = (service: Service): service is NodeService => service.role === 'broker';
const named = (services: readonly Service[]): string => services.map(({ id }) => id).join(', ');

/** By id; the controller last: moving it for each node would move it several times. */
function inTurn(
  nodes: readonly NodeService[],
  registered: ReadonlyMap<ClusterId, Registrations>,
): NodeService[] {
  const last = ({ role, cluster, id }: NodeService): number =>
    canBeController(role) && registered.get(cluster)?.controller === id ? 1 : 0;
  return nodes.toSorted((a, b) => last(a) - last(b) || a.id - b.id);
}

/** Why the services of one cluster can't be stopped together; its whole can. */
function refusal(own: readonly Service[], all: readonly Service[], registered?: Registrations): string[] {
  const [first] = own;
  if (!first) return [];
  const { cluster } = first;
  const brokers = own.filter(isBroker);
  const others = all.filter(isBroker).filter((each) => !among(own)(each));
  const coordinators = own.filter(isCoordinator);
  const servers = all.filter(isCoordinator);
  const whole = `or the whole cluster: ${npmRun('stop', cluster)}`;
  const served = others.filter(({ id }) => registered?.registered.includes(id));
  const refusals: string[] = [];
  if (brokers.length > 1 && others.length > 0) {
    refusals.push(
      `brokers ${named(brokers)} of ${cluster} run there, and only one may be down at a time. Stop one of them (${brokers.map(({ unit }) => unit).join(', ')}), ${whole}`,
    );
  }
  const majority = Math.floor(servers.length / 2) + 1;
  const left = servers.length - coordinators.length;
  const [server] = coordinators;
  if (server && left < majority && served.length > 0) {
    refusals.push(
      `${roleName(server.role)} ${named(coordinators)} of ${cluster} can't be stopped while brokers ${named(served)} need it: ${left} of ${servers.length} servers would be left. Stop those brokers first, ${whole}`,
    );
  }
  return refusals;
}

/**
 * @param chosen what the user named
 * @param registered by cluster: who is registered now
 * @param force no guards: the user accepts what follows
 */
export function planOperation(
  action: Action,
  topology: Omit<Placement, 'hosts'>,
  chosen: readonly Service[],
  registered: ReadonlyMap<ClusterId, Registrations>,
  force = false,
): OperatePlan {
  const all = servicesOf(topology);
  const clusters = [...new Set(chosen.map(({ cluster }) => cluster))];
  const of = (services: readonly Service[], cluster: ClusterId) =>
    services.filter((each) => each.cluster === cluster);
  const stopsAll = (cluster: ClusterId) =>
    action === 'stop' && of(all, cluster).filter(isBroker).every(among(chosen));
  const ended = clusters.filter(stopsAll);
  const refusals =
    action === 'stop' && !force
      ? clusters.flatMap((cluster) => refusal(of(chosen, cluster), of(all, cluster), registered.get(cluster)))
      : [];
  const turn = (service: Service): Turn => ({
    service,
    guarded: action !== 'start' && !force && !ended.includes(service.cluster),
  });
  const coordinators = inTurn(chosen.filter(isCoordinator), registered).map(turn);
  const brokers = inTurn(chosen.filter(isBroker), registered).map(turn);
  const mirrors = chosen.filter(isMirror).map(turn);
  const tunnels = chosen.filter(isTunnel).map(turn);
  const alone = (turns: Turn[]): Turn[][] => turns.map((each) => [each]);
  const groups: Record<Action, Turn[][]> = {
    stop: [mirrors, tunnels, ...alone(brokers), ...alone(coordinators)],
    // Servers that coordinate, and brokers that hold each other's partitions, need each other to get ready.
    start: [coordinators, brokers, tunnels, mirrors],
    restart: [...alone(coordinators), ...alone(brokers), tunnels, mirrors],
  };
  return { groups: groups[action].filter((group) => group.length > 0), ended, refusals };
}
