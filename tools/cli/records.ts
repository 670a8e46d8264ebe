// Compares what was produced with what was consumed, record by record.

export interface Comparison {
  sent: number;
  /** Records that were sent and never arrived. */
  missing: string[];
  /** Records that arrived more than once. */
  duplicated: string[];
  /** Records that arrived and were never sent. */
  foreign: string[];
}

export function compareRecords(sent: readonly string[], received: readonly string[]): Comparison {
  const wanted = new Set(sent);
  const seen = new Set<string>();
  const duplicated = new Set<string>();
  for (const record of received) {
    if (seen.has(record)) duplicated.add(record);
    seen.add(record);
  }
  return {
    sent: sent.length,
    missing: sent.filter((record) => !seen.has(record)),
    duplicated: [...duplicated],
    foreign: [...seen].filter((record) => !wanted.has(record)),
  };
}

/** Whether exactly the sent records arrived, each once. */
export function isExact({ sent, missing, duplicated, foreign }: Comparison): boolean {
  return sent > 0 && missing.length + duplicated.length + foreign.length === 0;
}

const counted = (records: readonly string[], what: string): string[] =>
  records.length > 0 ? [`${records.length} ${what} (the first: ${records[0]})`] : [];

/** What the comparison found, in one line. */
export function describeComparison(comparison: Comparison): string {
  const { sent, missing, duplicated, foreign } = comparison;
  if (sent === 0) return 'nothing was sent';
  if (isExact(comparison)) return `all ${sent} arrived, each once, and nothing else`;
  return [
    ...counted(missing, `of ${sent} missing`),
    ...counted(duplicated, 'more than once'),
    ...counted(foreign, 'never sent'),
  ].join('; ');
}
