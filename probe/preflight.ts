// What must hold on the hosts before the first write: every finding at once, or nothing.
import type { HostId, Topology } from '../config/topology.ts';
import type { Plan } from '../config/plan/types.ts';
import type { Check, HostView, SharedCheck } from './checks/check.ts';
import { authorities } from './checks/authorities.ts';
import { clock } from './checks/clock.ts';
import { controllers } from './checks/controllers.ts';
import { brokerIds, clusterIds, ensembleData } from './checks/data.ts';
import { disk } from './checks/disk.ts';
import { noCode, strangeFolders, unmounted, unusableFiles } from './checks/files.ts';
import { firewall } from './checks/firewall.ts';
import { firewalldShut } from './checks/firewalld-shut.ts';
import { hostsFile } from './checks/hosts-file.ts';
import { masquerade } from './checks/masquerade.ts';
import { memory } from './checks/memory.ts';
import { movedPorts } from './checks/moved-ports.ts';
import { nameOrder } from './checks/name-order.ts';
import { names } from './checks/names.ts';
import { owner } from './checks/owner.ts';
import { ownerRules } from './checks/owner-rules.ts';
import { knownAuthorities } from './checks/known-authorities.ts';
import { ports } from './checks/ports.ts';
import { protocols } from './checks/protocols.ts';
import { publicNames } from './checks/public-names.ts';
import { sftp } from './checks/sftp.ts';
import { stateLost } from './checks/state-lost.ts';
import { system } from './checks/system.ts';
import { versions } from './checks/versions.ts';
import { wayBack } from './checks/way-back.ts';
import type { KnownState } from './known.ts';
import { factsIn, type ProbeResult } from './probe-result.ts';

/** One reason not to go on. */
export interface Obstacle {
  /** Of a check, or `host-unreachable`. */
  id: string;
  host: HostId;
  text: string;
}

/** What comes before every check. */
export const login = {
  id: 'host-unreachable',
  docs: {
    about: 'the login, the pinned host key, sudo',
    holds:
      'the key file, or the agent, can be used; if not, its config path is reported before any host is contacted. One attempt, and one more if Kafka must still be copied; [why a login fails](#a-login-fails). A host that does not answer fails after 8 s. Another host key ends the connection before anything is sent',
  },
};

/** In the order in which findings are best mended, and in which the page lists them. */
export const checks: readonly (Check | SharedCheck)[] = [
  owner,
  stateLost,
  system,
  sftp,
  memory,
  disk,
  noCode,
  unmounted,
  unusableFiles,
  strangeFolders,
  clock,
  firewall,
  ownerRules,
  firewalldShut,
  masquerade,
  ports,
  brokerIds,
  clusterIds,
  ensembleData,
  hostsFile,
  nameOrder,
  names,
  wayBack,
  protocols,
  movedPorts,
  publicNames,
  controllers,
  versions,
  authorities,
  knownAuthorities,
];

/** Variable in which the wrapper that started this run says which of Pulumi's commands it is. */
export const commandVariable = 'KAFKA_PROXIED_COMMAND';

/** Variable in which it says that the run is of a part of the stack alone, such as by `--target`. */
export const partialVariable = 'KAFKA_PROXIED_PARTIAL';

/** True where a run writes nothing but only takes back, or looks. Unknown commands write. */
export function onlyRemoves(command = process.env[commandVariable]): boolean {
  return command === 'destroy' || command === 'refresh';
}

/**
 * All that stands in the way, on all hosts, in the order of the config.
 * @param removing true: only what must hold to take things back
 * @param known what the stack's state knows; undefined: it was not looked at
 */
export function findObstacles(
  topology: Topology,
  plan: Plan,
  results: ReadonlyMap<HostId, ProbeResult>,
  removing = false,
  known?: KnownState,
): Obstacle[] {
  const asked = checks.filter((check) => !removing || check.whenRemoving);
  const factsOf = factsIn(results);
  const told = new Set<string>();
  return topology.hosts.flatMap((host): Obstacle[] => {
    const result = results.get(host.id);
    if (!result) return [];
    if (!result.ok) return [{ id: login.id, host: host.id, text: result.reason }];
    const view = { topology, plan, host, facts: result.facts, factsOf, known };
    return asked.flatMap((check) =>
      textsOf(check, view, told).map((text) => ({ id: check.id, host: host.id, text })),
    );
  });
}

/** @param told reasons that were told for an earlier host; gets those of this one */
function textsOf(check: Check | SharedCheck, view: HostView, told: Set<string>): string[] {
  if ('find' in check) return check.find(view);
  return check.findShared(view).map(({ reason, what, advice }) => {
    const mark = `${check.id} ${reason}`;
    const text = told.has(mark) ? what : `${what}. ${advice}`;
    told.add(mark);
    return text;
  });
}

/** The one message that stops a run. */
export function describeObstacles(findings: Obstacle[]): string {
  const count = findings.length === 1 ? '1 thing' : `${findings.length} things`;
  return [
    `${count} must be fixed on the hosts first; nothing was changed:`,
    ...findings.map(({ id, host, text }) => `  ${host}: ${text} (${id})`),
    'docs/troubleshooting.md explains each id in brackets',
  ].join('\n');
}
