// What was seen of each host beside its routes: clock, room, Java, services and their last start, certificates.
import type { HostId } from '../config/topology.ts';
import type { Facts } from './facts.ts';

export interface HostSummary {
  host: HostId;
  /** Seconds by which its clock is at least ahead of ours. */
  clockAhead: number;
  java: string;
  /** By mount: the least that is free where the stack writes. */
  disks: { mount: string; freeKib: number; freeInodes: number }[];
  units: { unit: string; state: string; since: string }[];
  /** RFC 3339. */
  certificates: { holder: string; end: string }[];
}

export function summarizeHosts({ hosts }: Facts): HostSummary[] {
  return [...hosts].flatMap(([host, result]) => {
    if (!result.ok) return [];
    const { clockAhead = 0, system, places, services, keys, clientKeys } = result.facts;
    const disks = new Map(
      Object.values(places).map(({ mount, freeKib, freeInodes }) => [mount, { mount, freeKib, freeInodes }]),
    );
    const held = [
      ...Object.entries(keys),
      ...Object.entries(clientKeys).map(([cluster, facts]) => [`client of ${cluster}`, facts] as const),
    ];
    return [
      {
        host,
        clockAhead,
        java: system?.java ?? '',
        disks: [...disks.values()],
        units: Object.entries(services).map(([unit, { active, sub, since }]) => {
          return { unit, state: `${active} (${sub})`, since };
        }),
        certificates: held.flatMap(([holder, { end }]) => (end === undefined ? [] : [{ holder, end }])),
      },
    ];
  });
}

const earliest = (all: readonly string[]): string | undefined => all.toSorted()[0];

/** One row a host, for people. */
export function hostRows(summaries: readonly HostSummary[]): string[][] {
  const header = ['host', 'clock', 'free', 'Java', 'services', 'last start', 'first certificate ends'];
  const rows = summaries.map(({ host, clockAhead, java, disks, units, certificates }) => {
    const free = Math.min(...disks.map(({ freeKib }) => freeKib));
    const starts = units.map(({ since }) => since).filter((since) => since !== '');
    const active = units.filter(({ state }) => state.startsWith('active')).length;
    return [
      host,
      clockAhead === 0 ? 'right' : `${Math.round(clockAhead)} s`,
      Number.isFinite(free) ? `${Math.floor(free / 1024)} MiB` : '-',
      java || '-',
      units.length === 0 ? '-' : `${active} of ${units.length} active`,
      latest(starts) ?? '-',
      earliest(certificates.map(({ end }) => end))?.slice(0, 10) ?? '-',
    ];
  });
  return [header, ...rows];
}

/** systemd prints `Thu 2026-01-01 00:00:00 UTC`. */
function latest(starts: readonly string[]): string | undefined {
  const times = starts.map((text) => text.replace(/^[A-Z][a-z]{2} /, '')).sort();
  return times.at(-1);
}
