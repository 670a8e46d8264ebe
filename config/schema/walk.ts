// Reads the schema's own structure: for hints, for the tolerant reading, and for the reference.
import { z } from 'zod';

export type Shape =
  | { kind: 'section'; fields: Record<string, z.ZodType> }
  | { kind: 'map'; key: z.ZodType; entry: z.ZodType }
  | { kind: 'list'; element: z.ZodType }
  | { kind: 'leaf' };

/** What a schema consists of, seen through `optional` and `default`. */
export function shapeOf(schema: z.ZodType): Shape {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodObject) return { kind: 'section', fields: inner.shape };
  if (inner instanceof z.ZodRecord) {
    return { kind: 'map', key: inner.keyType as z.ZodType, entry: inner.valueType as z.ZodType };
  }
  if (inner instanceof z.ZodArray) return { kind: 'list', element: inner.element as z.ZodType };
  return { kind: 'leaf' };
}

/** The schema behind `optional` and `default`. */
export function unwrapped(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault
    ? unwrapped(schema.unwrap() as z.ZodType)
    : schema;
}

/** The schema of what stands at a path, as far as the path is known. */
export function schemaAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return schema;
  const shape = shapeOf(schema);
  if (shape.kind === 'map') return schemaAt(shape.entry, rest);
  if (shape.kind === 'list') return schemaAt(shape.element, rest);
  if (shape.kind === 'leaf' || !Object.hasOwn(shape.fields, step)) return undefined;
  return schemaAt(shape.fields[String(step)] as z.ZodType, rest);
}

/** A path with `*` for names and ids of the config's own, as far as the path is known: `clusters.*.brokers.*`. */
export function placeAt(schema: z.ZodType, path: readonly PropertyKey[]): string {
  return path
    .map((step, index) => {
      const holder = schemaAt(schema, path.slice(0, index));
      return holder && shapeOf(holder).kind !== 'section' ? '*' : String(step);
    })
    .join('.');
}

/**
 * The same schema, in which whatever is wrong reads as missing.
 * Rules over several fields run on its result, so that one look finds their problems together with those of single
 * fields, and they hold their tongue about fields that couldn't be read.
 */
export function tolerant(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional) return tolerant(schema.unwrap() as z.ZodType).optional();
  if (schema instanceof z.ZodDefault) {
    return tolerant(schema.unwrap() as z.ZodType).prefault(schema.def.defaultValue as never);
  }
  const shape = shapeOf(schema);
  const missing = undefined as never;
  switch (shape.kind) {
    case 'section':
      return z
        .object(
          Object.fromEntries(Object.entries(shape.fields).map(([key, field]) => [key, tolerant(field)])),
        )
        .catch(missing);
    case 'map':
      return z.record(z.string(), tolerant(shape.entry)).catch(missing);
    case 'list':
      return z.array(tolerant(shape.element)).catch(missing);
    case 'leaf':
      return schema.catch(missing);
  }
}
