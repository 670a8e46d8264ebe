// The text that a host script reads on stdin: a stamp, plain parameters, files with their lines indented by two
// spaces (so that no content can be taken for a mark), and `end` (so that a cut connection is noticed).
import { createHash } from 'node:crypto';

/** What one remote resource puts on its host. The stamp line is added when the resource is made. */
export interface Document {
  params: Record<string, string | number>;
  files: Record<string, string>;
}

/** The parameter by which a removal, which sees nothing but its recorded document, wipes the data of a service. */
export function onRemove({ destroyData }: { destroyData: boolean }): Document['params'] {
  return destroyData ? { on_remove: 'wipe' } : {};
}

const paramName = /^[a-z0-9_.-]+$/;
const fileName = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;

function lines(text: string): string[] {
  const all = text.split('\n');
  if (all.at(-1) === '') all.pop();
  return all;
}

function isSingleLine(value: string): boolean {
  return !/[\u0000-\u0008\u000a-\u001f\u007f]/.test(value);
}

/** Renders everything after the stamp line. Throws on a name or value that the format can't hold. */
export function renderBody(document: Document): string {
  const params = Object.entries(document.params).map(([name, value]) => {
    if (!paramName.test(name) || !isSingleLine(String(value)))
      throw new Error(`parameter ${name} can't be sent to a host`);
    return `set ${name} ${value}`;
  });
  const files = Object.entries(document.files).flatMap(([name, text]) => {
    if (!fileName.test(name)) throw new Error(`file name ${name} can't be sent to a host`);
    return [`file ${name}`, ...lines(text).map((line) => `  ${line}`)];
  });
  return [...params, ...files, 'end', ''].join('\n');
}

/** Hash of a body as the host records it with the stamp. */
export function bodyHash(body: string): string {
  return createHash('sha256').update(body).digest('hex');
}

/**
 * Hash of a service's files without comments and blank lines: a start with the same hash needs no restart.
 * `content_hash` in scripts/lib.sh computes the same on the host.
 */
export function contentHash(files: Record<string, string>): string {
  const hash = createHash('sha256');
  for (const name of Object.keys(files).sort()) {
    hash.update(`== ${name}\n`);
    for (const line of contentLines(files[name] ?? '')) hash.update(`${line}\n`);
  }
  return hash.digest('hex');
}

/** The lines of a configuration file that are neither blank nor a comment (`content_lines` in scripts/lib.sh). */
export function contentLines(text: string): string[] {
  return lines(text).filter((line) => !/^\s*(#|$)/.test(line));
}
