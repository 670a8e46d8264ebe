// One row of the reference for each key of the config, read from the schema itself.
import { z } from 'zod';
import { leaves } from '../schema/leaf.ts';
import { shapeOf, unwrapped } from '../schema/walk.ts';

export interface FieldRow {
  /** Path below the section, such as `<name>.brokers.<id>.port`; empty for the section itself. */
  path: string;
  type: string;
  /** Empty where there is none. */
  default: string;
  required: boolean;
  meaning: string;
}

const kinds = { section: 'map', map: 'map', list: 'list', leaf: 'value' };

/** Rows for a key and everything below it. */
export function fieldRows(schema: z.ZodType, path = ''): FieldRow[] {
  const shape = shapeOf(schema);
  const own: FieldRow = {
    path,
    type: typeOf(schema) ?? kinds[shape.kind],
    default: defaultOf(schema),
    required: !(schema instanceof z.ZodOptional || schema instanceof z.ZodDefault),
    meaning: meaningOf(schema) ?? '',
  };
  switch (shape.kind) {
    case 'leaf':
      return [own];
    case 'list':
      return [{ ...own, type: `list of: ${typeOf(shape.element) ?? kinds[shapeOf(shape.element).kind]}` }];
    case 'map': {
      const key = join(path, `<${nameOfKey(shape.key)}>`);
      const below = fieldRows(shape.entry, key);
      const named = { ...own, type: `map, keys: ${typeOf(shape.key) ?? 'text'}` };
      return [named, ...below.filter((row) => row.path !== key || row.meaning !== '')];
    }
    case 'section':
      return [
        own,
        ...Object.entries(shape.fields).flatMap(([name, field]) => fieldRows(field, join(path, name))),
      ];
  }
}

function join(path: string, step: string): string {
  return path === '' ? step : `${path}.${step}`;
}

/** A default as it would be written; empty where there is none that is told. */
export function defaultOf(schema: z.ZodType): string {
  const value = smallDefaultOf(schema);
  return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}

/** Default of a single value. Those of maps say the same as what stands in them, and an empty list is no news. */
export function smallDefaultOf(schema: z.ZodType): unknown {
  const value: unknown = schema instanceof z.ZodDefault ? schema.def.defaultValue : undefined;
  return typeof value === 'object' ? undefined : value;
}

/** What the keys of a map are called. */
export function nameOfKey(key: z.ZodType): string {
  return typeOf(key)?.replace(/[, ].*/, '') ?? 'key';
}

export function typeOf(schema: z.ZodType): string | undefined {
  return leaves.get(unwrapped(schema))?.type;
}

/** What is said of a schema, or of the schema that it wraps. */
function meaningOf(schema: z.ZodType): string | undefined {
  const said = z.globalRegistry.get(schema)?.description;
  if (said !== undefined) return said;
  const inner =
    schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? schema.unwrap() : undefined;
  return inner === undefined ? undefined : meaningOf(inner as z.ZodType);
}
