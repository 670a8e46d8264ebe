// The operating system by what it can do, not by its name: a package manager for Java, systemd for services.
import { clustersServedBy, keepsTunnel, mirrorsOn, versionsOn } from '../../config/needs.ts';
import { javaRangeOf, javaToInstall } from '../../config/versions.ts';
import { nodesOn } from './affected.ts';
import type { Check, HostView } from './check.ts';

const supported =
  'Supported are Linux hosts with systemd, of the Debian family (apt-get) or the RPM family (dnf), on any architecture';

export const system = {
  id: 'host-unfit',
  label: 'the operating system is supported',
  docs: {
    about: 'the operating system',
    holds:
      'systemd; apt-get or dnf, or a Java as `/usr/bin/java`; an installed Java must run [each Kafka version](configuration.md#kafka-versions) of this host; on a gateway whose port map kafka-proxied writes, nft',
  },
  doctor: {
    is: 'no Java that Kafka runs on, no systemd, missing commands',
    why: 'Services can’t start here, or not again.',
    toDo: '`npm run preview` says what to install',
    affects: nodesOn,
  },
  find: (view) => [...javaFindings(view), ...initFindings(view), ...commandFindings(view)],
} satisfies Check;

/** 17 of `17.0.13`, 8 of `1.8.0_432`; undefined of what is no version. */
function majorVersion(java: string): number | undefined {
  const major = /^(?:1\.)?(\d+)/.exec(java)?.[1];
  return major === undefined ? undefined : Number(major);
}

function javaFindings({ topology, host, facts }: HostView): string[] {
  const versions = versionsOn(topology, host.id);
  if (!facts.system || versions.length === 0) return [];
  const { java, packages } = facts.system;
  const { oldest, newest } = javaRangeOf(versions);
  const [best] = javaToInstall(versions);
  const kafka = `Kafka ${versions.join(' and ')}`;
  if (best === undefined)
    return [`must run ${kafka}, but no Java version runs all of them. Put these clusters on different hosts`];
  const major = majorVersion(java);
  if (major !== undefined) {
    if (major >= oldest && major <= newest) return [];
    return [
      `has Java ${java} as /usr/bin/java, but ${kafka} runs on ${oldest} to ${newest}. Install Java ${best} there, as /usr/bin/java`,
    ];
  }
  if (packages !== '') return [];
  return [
    `runs ${facts.os.name}, which has neither apt-get nor dnf to install Java with. ${supported}; elsewhere, install Java ${best} as /usr/bin/java by hand`,
  ];
}

function mapsPorts({ host, plan }: HostView): boolean {
  return host.managePortMap && plan.portMap.some((entry) => entry.gateway === host.id);
}

function serves({ topology, plan, host: { id } }: HostView): boolean {
  return (
    clustersServedBy(topology, id).length > 0 || mirrorsOn(topology, id).length > 0 || keepsTunnel(plan, id)
  );
}

function initFindings(view: HostView): string[] {
  const { os, system: found } = view.facts;
  if (!found || found.init === 'systemd' || !(serves(view) || mapsPorts(view))) return [];
  return [
    `runs ${os.name} with ${found.init || 'another program'} as its first process, but services need systemd. ${supported}`,
  ];
}

function commandFindings(view: HostView): string[] {
  const { topology, host, facts } = view;
  const needed = ['awk', 'flock', 'getent', 'sha256sum', 'sync', 'timeout'];
  if (versionsOn(topology, host.id).length > 0) needed.push('tar');
  if (serves(view)) needed.push('useradd');
  const lacking = needed.filter((command) => facts.lacks.includes(command));
  const commands = `lacks ${lacking.join(', ')}, which the scripts of kafka-proxied use. Install their packages`;
  const nft =
    'has no nft, which writes the port map. Install nftables on this gateway, or set managePortMap: false and enter the port map in its forwarding program';
  return [
    ...(lacking.length > 0 ? [commands] : []),
    ...(mapsPorts(view) && facts.lacks.includes('nft') ? [nft] : []),
  ];
}
