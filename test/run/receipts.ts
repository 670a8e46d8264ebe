// What the fault cases measured, one line of JSON each, and the table that a test run ends with.
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { localDir } from '../../lib/paths.ts';
import { formatTable } from '../../lib/table.ts';

export interface Receipt {
  /** Numbers of the faults in the list of faults, and what was done. */
  case: string;
  /** Records whose send was acknowledged by all in-sync replicas; undefined: no producer ran. */
  acknowledged?: number;
  /** How many of them were read back. */
  consumed?: number;
  lost?: number;
  duplicated?: number;
  /** Sends that the producer gave up. */
  failed?: number;
  /** Longest time between two acknowledgements. */
  longestGapMs?: number;
  /** Starts of processes during the case, by unit; units that ran through are not listed. */
  restarts: Record<string, number>;
}

const file = join(localDir, 'test', 'receipts.jsonl');

export function clearReceipts(): void {
  rmSync(file, { force: true });
}

export function addReceipt(receipt: Receipt): void {
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${JSON.stringify(receipt)}\n`);
}

export function readReceipts(): Receipt[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Receipt);
}

const cell = (value: number | undefined): string => (value === undefined ? '-' : String(value));

function restartsText(restarts: Record<string, number>): string {
  const each = Object.entries(restarts).map(([unit, count]) => `${unit}: ${count}`);
  return each.length > 0 ? each.join(', ') : 'none';
}

/** One row a case; empty without receipts. */
export function receiptTable(receipts: readonly Receipt[]): string {
  if (receipts.length === 0) return '';
  const head = ['fault', 'acked', 'consumed', 'lost', 'twice', 'failed', 'longest gap', 'restarts'];
  const rows = receipts.map((receipt) => [
    receipt.case,
    ...[receipt.acknowledged, receipt.consumed, receipt.lost, receipt.duplicated, receipt.failed].map(cell),
    receipt.longestGapMs === undefined ? '-' : `${(receipt.longestGapMs / 1000).toFixed(1)} s`,
    restartsText(receipt.restarts),
  ]);
  return formatTable([head, ...rows]);
}
