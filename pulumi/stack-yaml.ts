// A stack file as YAML. The parser follows maps and lists level by level, and ends in the middle of very deep ones; so how
// deep they are is looked at first, in the list of tokens.
import { type CST, LineCounter, parse, Parser } from 'yaml';
import { deepest } from '../config/depth.ts';

/** Steps of a path that are shown of a place that is too deep. */
const shownSteps = 6;

interface NestedToken {
  token: CST.Token;
  path: readonly string[];
  level: number;
}

/**
 * Parses a stack file.
 * @throws Error that says in one line where it can't be read, and why
 */
export function parseStackYaml(text: string): unknown {
  const deep = tooDeep(text);
  if (deep !== undefined) throw new Error(deep);
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new Error(
      `its aliases (*name) stand for each other so often that it would grow without end (${error.message}). Write out what they stand for`,
      { cause: error },
    );
  }
}

function tooDeep(text: string): string | undefined {
  const lines = new LineCounter();
  const left = [...new Parser(lines.addNewLine).parse(text)].map((token): NestedToken => {
    return { token, path: [], level: 0 };
  });
  for (let place = left.pop(); place; place = left.pop()) {
    const { token, path, level } = place;
    if (level > deepest) {
      const { line, col } = lines.linePos(token.offset);
      const way = path.slice(0, shownSteps).join('.');
      return `line ${line}, column ${col}: more than ${deepest} maps and lists stand in each other at ${way}…. Remove what was put in there by mistake`;
    }
    left.push(...insideOf(place));
  }
  return undefined;
}

function insideOf({ token, path, level }: NestedToken): NestedToken[] {
  if (token.type === 'document') return token.value ? [{ token: token.value, path, level }] : [];
  if (!('items' in token)) return [];
  return token.items.flatMap(({ key, value }, index) => {
    const step = key && 'source' in key ? shown(key.source) : String(index);
    const inner = [...path, step].slice(0, shownSteps);
    return [key, value].flatMap((each): NestedToken[] =>
      each ? [{ token: each, path: inner, level: level + 1 }] : [],
    );
  });
}

/** A key as it stands in one line of a message. */
function shown(key: string): string {
  return /^[\w.:-]{1,60}$/.test(key) ? key : '…';
}
