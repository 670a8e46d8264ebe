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

/**
 * Records that came behind one that was sent later.
 * @param sent in the order in which they were sent
 * @param received of one partition, in the order in which they came; what comes again is passed over
 */
export function outOfOrder(sent: readonly string[], received: readonly string[]): string[] {
  const places = new Map(sent.map((record, place) => [record, place]));
  const firsts = [...new Set(received)].filter((record) => places.has(record));
  let latest = -1;
  return firsts.filter((record) => {
    const place = places.get(record) ?? -1;
    if (place < latest) return true;
    latest = place;
    return false;
  });
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
