// The host scripts, read once from the files beside this one.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('./scripts/', import.meta.url);

let loaded: Record<string, string> | undefined;

/** File name to text of every script that is installed on hosts. */
export function hostScripts(): Record<string, string> {
  loaded ??= Object.fromEntries(
    readdirSync(fileURLToPath(folder))
      .filter((name) => name.endsWith('.sh'))
      .map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]),
  );
  return loaded;
}
