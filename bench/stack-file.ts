// The text of a stack file.
import { stringify } from 'yaml';

/** @param config by the keys of kafka-proxied, without its name before them */
export function stackFileText(config: Readonly<Record<string, unknown>>): string {
  const keys = Object.entries(config).map(([key, value]) => [`kafka-proxied:${key}`, value]);
  return stringify({ config: Object.fromEntries(keys) as object });
}
