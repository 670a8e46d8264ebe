// How a stack file tells editors by which schema to check it.
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { schemaFile } from '../../config/reference/stack-file.ts';
import { projectRoot } from '../../lib/paths.ts';

/**
 * The schema as a stack file names it: relative to the file, so that checkouts may stand anywhere. Language servers read
 * up to the first blank, or `#`, and decode URLs only; so a path with these becomes one.
 * @param stackFile absolute
 */
export function schemaFrom(stackFile: string): string {
  const schema = join(projectRoot, schemaFile);
  const path = relative(dirname(stackFile), schema);
  return /[\s#]/.test(path) ? pathToFileURL(schema).href : path;
}
