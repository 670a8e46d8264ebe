// One row of the reference for each key of the config, read from the schema itself.
import { z } from 'zod';
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
    meaning: meta(schema, 'description') ?? '',
  };
  switch (shape.kind) {
    case 'leaf':
      return [own];
    case 'list':
      return [{ ...own, type: `list of: ${typeOf(shape.element) ?? kinds[shapeOf(shape.element).kind]}` }];
    case 'map': {
      const key = join(path, `<${typeOf(shape.key)?.replace(/[, ].*/, '') ?? 'key'}>`);
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

/** Small defaults as they would be written; an empty map or list is no news. */
function defaultOf(schema: z.ZodType): string {
  if (!(schema instanceof z.ZodDefault)) return '';
  const value: unknown = schema.def.defaultValue;
  return typeof value === 'object' ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}

function typeOf(schema: z.ZodType): string | undefined {
  return meta(unwrapped(schema), 'type');
}

/** What is said of a schema, or of the schema that it wraps. */
function meta(schema: z.ZodType, key: 'description' | 'type'): string | undefined {
  const said = z.globalRegistry.get(schema)?.[key];
  if (typeof said === 'string') return said;
  const inner =
    schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? schema.unwrap() : undefined;
  return inner === undefined ? undefined : meta(inner as z.ZodType, key);
}
