// A report as text for a terminal, and as an exit code.
import { formatTable } from '../lib/table.ts';
import type { Facts } from './facts.ts';
import type { Cell, Report, Finding } from './findings.ts';
import { hostRows, summarizeHosts } from './host-summary.ts';

/** Longest list of what follows from a finding that is written out. */
const listed = 6;

/** One column for each thing that runs: a vantage reaches it by one of its listeners. */
function columnOf({ route: { service } }: Cell): string {
  return `${service.cluster}/${service.kind === 'broker' ? '' : 'zk'}${service.id}`;
}

function cellText({ verdict, finding }: Cell): string {
  if (verdict === 'fine') return 'ok';
  return verdict === 'untried' ? '?' : `[${finding === undefined ? '-' : finding + 1}]`;
}

function matrix(cells: readonly Cell[]): string {
  const columns = [...new Set(cells.map(columnOf))];
  const vantages = [...new Set(cells.map(({ vantage }) => vantage))];
  const rows = vantages.map((vantage) => [
    vantage,
    ...columns.map((column) => {
      const own = cells.filter((cell) => cell.vantage === vantage && columnOf(cell) === column);
      // ZooKeeper may answer in two protocols; the one that fails is told.
      return [...new Set(own.map(cellText))].sort().join(' ') || '-';
    }),
  ]);
  return formatTable([['from', ...columns], ...rows]);
}

function findingText(
  { id, hosts, route, expected, found, why, fix, at, follows }: Finding,
  index: number,
): string {
  const more = follows.length > listed ? [`and ${follows.length - listed} more`] : [];
  const parts: [string, string][] = [
    ...(route === undefined ? [] : [['route', route] as [string, string]]),
    ['expected', expected],
    ['found', found],
    ['why it matters', why],
    ...[...follows.slice(0, listed), ...more].map((text): [string, string] => ['hence', text]),
    ['do', at === undefined ? fix : `on ${at}: ${fix}`],
  ];
  const table = formatTable(parts.map(([name, text]) => [`${name}:`, text]));
  return `[${index + 1}] ${id} (${hosts.join(', ')})\n${table.replace(/^/gm, '    ')}`;
}

function closedText({ closed }: Report): string {
  const tried = closed.reduce((sum, one) => sum + one.tried, 0);
  const answered = closed.flatMap((one) => one.answered.map((port) => `${port} from ${one.vantage}`));
  const places = closed.flatMap((one) => (one.tried > 0 ? [one.vantage] : []));
  const from = places.length > 0 ? ` (from ${places.join(', ')})` : '';
  const text = `closed ports: ${tried} tested, ${tried - answered.length} closed${from}`;
  return answered.length === 0 ? text : `${text}; these answered: ${answered.join(', ')}`;
}

function mirrorText({ mirrors }: Facts): string[] {
  return Object.entries(mirrors).map(([id, { waiting, last, unknown, skipped = {} }]) => {
    if (unknown !== undefined) return `mirror ${id}: not known: ${unknown}`;
    const count = Object.keys(waiting).length;
    const [oldest] = Object.values(waiting).sort();
    const lacking = Object.keys(skipped).length;
    const waits =
      count > 0
        ? `${count} partitions wait, since ${oldest}`
        : lacking > 0
          ? `${lacking} partitions lack copied records`
          : 'nothing waits';
    return `mirror ${id}: ${last === undefined ? 'no record copied yet' : `last record of ${last}`}; ${waits}`;
  });
}

export function reportText(facts: Facts, report: Report): string {
  const { cells, findings, untried } = report;
  const isTried = cells.some(({ verdict }) => verdict !== 'untried');
  const end =
    findings.length > 0
      ? `${findings.length === 1 ? '1 finding' : `${findings.length} findings`}.`
      : isTried
        ? 'No finding: all tested routes work.'
        : 'Nothing could be tested.';
  return [
    ...(cells.length > 0 ? [matrix(cells)] : []),
    closedText(report),
    ...mirrorText(facts),
    formatTable(hostRows(summarizeHosts(facts))),
    ...(untried.length > 0 ? [`not tested:\n${untried.map((text) => `  ${text}`).join('\n')}`] : []),
    ...findings.map(findingText),
    end,
  ].join('\n\n');
}

/** `unknown` is `untold` in the data: programs of users read that key. */
function mirrorsData({ mirrors }: Facts): Record<string, unknown> {
  const data = Object.entries(mirrors).map(([id, { unknown: untold, ...known }]) => [
    id,
    { ...known, ...(untold !== undefined && { untold }) },
  ]);
  return Object.fromEntries(data) as Record<string, unknown>;
}

/** The same as data. */
export function reportData(
  stack: string,
  facts: Facts,
  { findings, cells, closed, untried }: Report,
): unknown {
  return {
    ...{ stack, at: facts.at, findings },
    matrix: cells.map(({ vantage, route, verdict, finding, reason }) => ({
      ...{ vantage, service: route.service, name: route.name, port: route.port, verdict },
      ...(finding !== undefined && { finding }),
      ...(reason !== undefined && { reason }),
    })),
    ...{ shut: closed, untried, hosts: summarizeHosts(facts), mirrors: mirrorsData(facts) },
  };
}

/** 0: all is well; 1: there are findings; 2: nothing could be looked at. */
export function exitCodeOf(facts: Facts, { findings, cells }: Report): 0 | 1 | 2 {
  const looked = [...facts.hosts.values()].some(({ ok }) => ok);
  const tried = cells.some(({ verdict }) => verdict !== 'untried');
  if (!looked && !tried) return 2;
  return findings.length > 0 ? 1 : 0;
}
