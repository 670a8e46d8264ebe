// Hosts that can't be looked at, and what preflight's own checks find on the others.
import { portMapsToEnter } from '../../config/plan/describe.ts';
import { brokerUnit, mirrorUnit, zookeeperUnit } from '../../config/units.ts';
import type { Check, HostView } from '../../probe/checks/check.ts';
import { clock } from '../../probe/checks/clock.ts';
import { brokerIds, clusterIds, ensembleData, strangersOn } from '../../probe/checks/data.ts';
import { disk } from '../../probe/checks/disk.ts';
import {
  noCode,
  strangeFolders,
  strangeOn,
  unmounted,
  unmountedOn,
  unusableFiles,
  unusableOn,
} from '../../probe/checks/files.ts';
import { exemptions, hiddenRoutes, masquerade } from '../../probe/checks/masquerade.ts';
import { owner } from '../../probe/checks/owner.ts';
import { ports } from '../../probe/checks/ports.ts';
import { system } from '../../probe/checks/system.ts';
import { wayBack } from '../../probe/checks/way-back.ts';
import { type Diagnosis, subjects } from './diagnosis.ts';
import type { FindingId } from './reasons.ts';

interface HostCheck {
  check: Check & { id: FindingId };
  /** The command, and whether it is typed on the host itself. */
  fix: (d: Diagnosis, view: HostView) => { fix: string; at?: string };
  /** What a finding explains. */
  explains: (view: HostView) => string[];
}

/** Commands as root. */
const rooted = (commands: string): string =>
  commands
    .split('; ')
    .map((command) => `sudo ${command}`)
    .join('; ');

const here = (fix: string, view: HostView) => ({ fix, at: view.host.id });

/** Moves data of another cluster aside, where it keeps; who is right is not known unless most of the others are. */
function dataAway(view: HostView): string {
  return strangersOn(view)
    .map(({ cluster, data: { id, clusterId }, isOutnumbered }) => {
      const unit = brokerUnit(cluster, id);
      const data = `/var/lib/kafka-proxied/${unit}/data`;
      // Typed in a shell, and read from a file.
      const other = clusterId.replaceAll(/[^\w-]/g, '');
      return isOutnumbered
        ? `sudo systemctl stop ${unit} && { sudo mv -T ${data} ${data}.of-${other}; sudo systemctl start ${unit}; }`
        : `sudo grep -H cluster.id ${data}/meta.properties`;
    })
    .join('; ');
}

/** Whatever runs on a host. */
function nodesOn({ topology, host }: HostView): string[] {
  return topology.clusters.flatMap((cluster) => [
    ...cluster.brokers.filter((one) => one.host === host.id).map(({ id }) => subjects.broker(cluster.id, id)),
    ...cluster.zookeeper
      .filter((one) => one.host === host.id)
      .map(({ id }) => subjects.node({ cluster: cluster.id, kind: 'zookeeper', id })),
  ]);
}

/** What runs on a host as one of these units. */
function unitsAmong({ topology, host }: HostView, units: readonly { unit: string }[]): string[] {
  const isAmong = (unit: string): boolean => units.some((one) => one.unit === unit);
  return [
    ...topology.clusters.flatMap(({ id: cluster, brokers, zookeeper }) => [
      ...brokers
        .filter(({ id }) => isAmong(brokerUnit(cluster, id)))
        .map(({ id }) => subjects.broker(cluster, id)),
      ...zookeeper
        .filter(({ id }) => isAmong(zookeeperUnit(cluster, id)))
        .map(({ id }) => subjects.node({ cluster, kind: 'zookeeper', id })),
    ]),
    ...topology.mirrors
      .filter((mirror) => mirror.host === host.id && isAmong(mirrorUnit(mirror.id)))
      .map(({ id }) => subjects.mirror(id)),
  ];
}

/** Brokers here whose data is of another id than the plan's. */
function brokersWith({ topology, host, facts }: HostView, isWrong: (unit: string, id: number) => boolean) {
  return topology.clusters.flatMap((cluster) =>
    cluster.brokers
      .filter((one) => one.host === host.id)
      .filter(({ id }) => facts.data[brokerUnit(cluster.id, id)] && isWrong(brokerUnit(cluster.id, id), id))
      .map(({ id }) => subjects.broker(cluster.id, id)),
  );
}

const hostChecks: HostCheck[] = [
  {
    check: owner,
    fix: (_, view) => here('cat /etc/kafka-proxied/owner', view),
    explains: () => [],
  },
  { check: system, fix: (d) => ({ fix: d.npm('preview') }), explains: nodesOn },
  {
    check: noCode,
    fix: (_, view) => here('findmnt --target /opt/kafka-proxied', view),
    explains: nodesOn,
  },
  {
    check: unmounted,
    fix: (_, view) => here('findmnt --fstab; findmnt', view),
    explains: (view) => unitsAmong(view, unmountedOn(view)),
  },
  {
    check: unusableFiles,
    fix: (_, view) =>
      here(
        unusableOn(view)
          .map(({ fix }) => rooted(fix))
          .join('; '),
        view,
      ),
    explains: (view) => unitsAmong(view, unusableOn(view)),
  },
  {
    check: strangeFolders,
    fix: (_, view) =>
      here(
        strangeOn(view)
          .map(({ folder }) => `sudo ls -lA ${folder}`)
          .join('; '),
        view,
      ),
    explains: (view) => unitsAmong(view, strangeOn(view)),
  },
  { check: disk, fix: (_, view) => here('df -h; df -i', view), explains: nodesOn },
  {
    check: clock,
    fix: (_, view) => here('sudo timedatectl set-ntp true', view),
    explains: ({ host }) => [`clock ${host.id}`],
  },
  {
    check: wayBack,
    fix: (_, view) => here(`sudo ip route replace default via ${gatewayOf(view)}`, view),
    explains: (view) => outsideDoors(view),
  },
  {
    check: masquerade,
    fix: (_, view) =>
      here(
        exemptions(view)
          .map((command) => `sudo ${command}`)
          .join('; '),
        view,
      ),
    explains: (view) => hiddenRoutes(view).map(subjects.route),
  },
  {
    check: brokerIds,
    fix: (_, view) => here('sudo grep -H broker.id /var/lib/kafka-proxied/*/data/meta.properties', view),
    explains: (view) =>
      brokersWith(view, (unit, id) => (view.facts.data[unit]?.brokerId ?? '') !== String(id)),
  },
  {
    check: clusterIds,
    fix: (_, view) => here(dataAway(view), view),
    explains: (view) => strangersOn(view).map(({ cluster, data }) => subjects.broker(cluster, data.id)),
  },
  {
    check: ensembleData,
    fix: (_, view) => here('sudo ls -l /var/lib/kafka-proxied', view),
    explains: nodesOn,
  },
  { check: ports, fix: (_, view) => here('sudo ss -ltnp', view), explains: nodesOn },
];

function gatewayOf({ topology, host }: HostView): string {
  const network = topology.networks.find(({ id }) => id === host.network);
  return topology.hosts.find(({ id }) => id === network?.gateway)?.address ?? 'GATEWAY';
}

/** Doors of gateways that lead here. */
function outsideDoors({ plan, host }: HostView): string[] {
  return plan.portMap
    .filter(({ to }) => to.host === host.id)
    .map(({ gateway, port }) => subjects.door(gateway, port));
}

/** Hosts that did not answer, whatever their sshd met. */
export function judgeLogins(d: Diagnosis): void {
  for (const [id, result] of d.facts.hosts) {
    if (result.ok) continue;
    const { ssh, address } = d.host(id);
    const finding = d.find(
      {
        id: 'host-unreachable',
        hosts: [id],
        expected: 'its operator can log in and look around',
        found: result.reason,
        fix: `ssh -p ${ssh?.port ?? 22} ${ssh?.user ?? ''}@${address} sudo true`,
      },
      [subjects.host(id)],
    );
    const untried = d.facts.vantages[id]?.untried;
    if (untried !== undefined) d.follow(finding, `nothing could be tried from ${id}`);
  }
}

/** What preflight would refuse, with what it explains. */
export function judgeHosts(d: Diagnosis): void {
  for (const { check, fix, explains } of hostChecks) {
    for (const view of d.looked()) {
      const [found, ...more] = check.find(view);
      if (found === undefined) continue;
      d.find(
        {
          id: check.id,
          hosts: [view.host.id],
          expected: check.label,
          found: [found, ...more].join('; '),
          ...fix(d, view),
        },
        explains(view),
      );
    }
  }
}

/** The map to enter on a gateway that is not ours, in one line for each door. */
export function mapToEnter({ topology, plan }: Diagnosis, gateway: string): string | undefined {
  const own = topology.hosts.filter(({ id, managePortMap }) => id === gateway && !managePortMap);
  return portMapsToEnter({ ...topology, hosts: own }, plan)[0];
}
