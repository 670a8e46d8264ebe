// How deep a config's maps and lists may stand in each other: what reads them later follows them level by level.
import type { ConfigProblem } from './problem.ts';

/** Far more than the config has, which is seven, and far fewer than the many hundreds that no stack of calls can follow. */
export const deepest = 50;

/** Steps of a path that are shown of a place that is too deep. */
const shownSteps = 8;

/** A place in a list of places that lead back to the start: no call follows another, whatever the depth. */
interface NestedValue {
  value: unknown;
  step: string | number;
  level: number;
  above: NestedValue | undefined;
}

interface TooDeep {
  /** The first steps on the way there. */
  path: ConfigProblem['path'];
  /** Levels of maps and lists at the deepest place. */
  levels: number;
}

/** The keys that can be followed level by level, and what is said of those that can't. */
export function shallowValues(values: Record<string, unknown>): {
  values: Record<string, unknown>;
  deep: string[];
  problems: ConfigProblem[];
} {
  const problems = Object.entries(values).flatMap(([key, value]): ConfigProblem[] => {
    const deep = tooDeep(key, value);
    if (!deep) return [];
    const reason = `Has ${deep.levels} nested maps and lists; at most ${deepest} are read.`;
    return [{ path: deep.path, reason, fix: 'Remove what was added there by mistake.' }];
  });
  const deep = problems.map(({ path }) => String(path[0]));
  const shallow = Object.entries(values).filter(([key]) => !deep.includes(key));
  return { values: Object.fromEntries(shallow), deep, problems };
}

/** The deepest place of a value with more than {@link deepest} levels of maps and lists; undefined: there is none. */
function tooDeep(key: string, value: unknown): TooDeep | undefined {
  let lowest: NestedValue = { value, step: key, level: levelsOf(value), above: undefined };
  const left: NestedValue[] = [lowest];
  for (let place = left.pop(); place; place = left.pop()) {
    if (place.level > lowest.level) lowest = place;
    for (const [step, inner] of entriesOf(place.value))
      left.push({ value: inner, step, level: place.level + levelsOf(inner), above: place });
  }
  return lowest.level > deepest ? { path: pathTo(lowest), levels: lowest.level } : undefined;
}

function levelsOf(value: unknown): number {
  return typeof value === 'object' && value !== null ? 1 : 0;
}

function entriesOf(value: unknown): Iterable<[string | number, unknown]> {
  if (Array.isArray(value)) return value.entries();
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function pathTo(lowest: NestedValue): ConfigProblem['path'] {
  const steps: (string | number)[] = [];
  for (let place: NestedValue | undefined = lowest; place; place = place.above) steps.push(place.step);
  return steps.reverse().slice(0, shownSteps);
}
