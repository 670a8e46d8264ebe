// "Did you mean": the known name nearest to a misspelt one, or what it is called here.
import { distance } from 'fastest-levenshtein';
import { knownProperties } from '../known-properties.ts';
import { bare, habitAt } from './habits.ts';
import type { ValueProblem } from './leaf.ts';

/** Maps of Kafka's properties, by the places that they stand in. */
const propertiesAt: Readonly<Record<string, { kind: keyof typeof knownProperties; key: string }>> = {
  'clusters.*': { kind: 'broker', key: 'settings' },
  'clusters.*.brokers.*': { kind: 'broker', key: 'settings' },
  'clusters.*.topics.*': { kind: 'topic', key: 'config' },
};

/**
 * What is said of a key that nothing reads.
 * @param place where it stands, as `placeAt` has it
 * @param known the keys that are known there
 */
export function meantBy(key: string, place: string, known: readonly string[]): ValueProblem {
  const reason = 'Is not a known key, so it would have no effect.';
  const same = known.find((name) => bare(name) === bare(key));
  if (same !== undefined) return { reason, fix: `Did you mean ${same}?` };
  const habit = habitAt(place, key);
  if (habit) return habit;
  const property = Object.hasOwn(propertiesAt, place) ? propertyAt(place, key) : undefined;
  if (property !== undefined) return { reason, fix: property };
  const meant = nearest(key, known);
  const all = `Remove it; known here: ${known.join(', ')}.`;
  return { reason, fix: meant === undefined ? all : `Did you mean ${meant}?` };
}

function propertyAt(place: string, key: string): string | undefined {
  const at = propertiesAt[place];
  const name = at && nameOfProperty(at.kind, key);
  return name && `${name} is one of Kafka's properties: write it under ${at.key}.`;
}

/** Kafka's own name of a property that somebody writes with underscores, or as a variable of the environment. */
export function nameOfProperty(kind: keyof typeof knownProperties, written: string): string | undefined {
  if (written.length > 100) return undefined;
  const plain = bare(written.replace(/^KAFKA_(CFG_)?/, ''));
  const names = Object.values(knownProperties[kind]).flatMap(({ came }) => came);
  return names.find((name) => bare(name) === plain);
}

/** The nearest of `known`, if it is near enough to be what was meant. */
export function nearest(wrong: string, known: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(wrong.length / 3));
  const [best] = known
    // Each letter more or less is one step; so what is far longer than every name is compared with none.
    .filter((name) => Math.abs(name.length - wrong.length) <= limit)
    .map((name) => ({ name, typos: distance(wrong.toLowerCase(), name.toLowerCase()) }))
    .filter(({ typos }) => typos <= limit)
    .sort((a, b) => a.typos - b.typos);
  return best?.name;
}
