// Which topics a mirror carries: names that the stack declares, and regular expressions.

/** What Kafka allows in a topic's name, so that anything else is meant as a regular expression. */
const literal = /^[A-Za-z0-9._-]+$/;

export interface Mirrored {
  /** Declared topics among them, by name. */
  names: string[];
  /** Names that stand there and that nobody declares. */
  unknown: string[];
  /** All as MirrorMaker takes them: regular expressions for whole names. */
  patterns: string[];
}

/**
 * Reads a mirror's list of topics.
 * @param listed as the config has it; undefined: every declared one
 * @param declared topics that the stack declares on the source
 */
export function mirroredTopics(listed: readonly string[] | undefined, declared: readonly string[]): Mirrored {
  const wanted = [...new Set(listed ?? declared)].sort();
  const names = declared.filter((name) => wanted.some((entry) => covers(entry, name)));
  const unknown = wanted.filter((entry) => literal.test(entry) && !declared.includes(entry));
  // A dot of a name is no wildcard.
  const patterns = wanted.map((entry) => (literal.test(entry) ? entry.replaceAll('.', '\\.') : entry));
  return { names, unknown, patterns };
}

/** Whether an entry of a mirror's list means this topic. */
export function covers(entry: string, topic: string): boolean {
  return literal.test(entry) ? entry === topic : new RegExp(`^(?:${entry})$`, 'u').test(topic);
}

/** What MirrorMaker takes for internal, whatever its lists say (`ReplicationPolicy.isInternalTopic`, Kafka 3.9). */
export function neverMirrored(topic: string): boolean {
  return /^(__|\.)|[.-]internal$/.test(topic) || topic === 'heartbeats';
}
