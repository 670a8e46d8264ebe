// Debian's package sources as this machine has them, so that a mirror or proxy of the machine serves the lab, too.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { release } from './recipe.ts';

/** Debian's own suites; anything else that the machine installs from has no place in the lab. */
const suites = [release, `${release}-updates`, `${release}-security`];

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

function sourceLine(uri: string, suite: string): string {
  return `deb [signed-by=${keyring}] ${uri} ${suite} main`;
}

/** Lines `deb URI SUITE …` in the one-line style that stand for Debian's own suites. Pure. */
export function fromListStyle(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const match = /^deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s/.exec(`${line.replace(/#.*/, '').trim()} `);
    const [, uri, suite] = match ?? [];
    return uri !== undefined && suite !== undefined && suites.includes(suite) ? [sourceLine(uri, suite)] : [];
  });
}

/** The same from deb822 stanzas (*.sources). Pure. */
export function fromDeb822Style(text: string): string[] {
  const stanzas = text.replace(/^#.*\n?/gm, '').split(/\n\s*\n/);
  return stanzas.flatMap((stanza) => {
    const field = (name: string) =>
      (new RegExp(`^${name}:[ \\t]*(.*(?:\\n[ \\t]+.*)*)`, 'im').exec(stanza)?.[1] ?? '')
        .split(/\s+/)
        .filter(Boolean);
    if (!field('Types').includes('deb') || field('Enabled')[0] === 'no') return [];
    return field('URIs').flatMap((uri) =>
      field('Suites')
        .filter((suite) => suites.includes(suite))
        .map((suite) => sourceLine(uri, suite)),
    );
  });
}

async function readIfThere(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}

/**
 * This machine's sources of the hosts' Debian release. None on a machine of another release: mmdebstrap then takes
 * its own default for the release.
 */
export async function machineSources(): Promise<string[]> {
  const folder = '/etc/apt/sources.list.d';
  const names = await readdir(folder).catch(() => []);
  const lines = [...fromListStyle(await readIfThere('/etc/apt/sources.list'))];
  for (const name of names.sort()) {
    const text = await readIfThere(join(folder, name));
    if (name.endsWith('.list')) lines.push(...fromListStyle(text));
    if (name.endsWith('.sources')) lines.push(...fromDeb822Style(text));
  }
  return [...new Set(lines)];
}
