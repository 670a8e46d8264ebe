// Proves that TypeScript and shell name the same places on hosts; that something lies there, the lab shows.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as paths from '../../config/host-paths.ts';
import { projectRoot } from '../../lib/paths.ts';

const { etcDir, optDir, dataRoot, runDir } = paths;
const roots = { etc_dir: etcDir, opt_dir: optDir, data_root: dataRoot, run_dir: runDir };

function filesOf(pattern: string): { name: string; text: string }[] {
  const listed = execFileSync('git', ['ls-files', pattern], { cwd: projectRoot, encoding: 'utf8' });
  return listed
    .trim()
    .split('\n')
    .map((name) => ({ name, text: readFileSync(join(projectRoot, name), 'utf8') }));
}

/** Shell text with values in the place of their names: those of lib.sh, and folders that the scripts name by them. */
function resolved(text: string, folders: Readonly<Record<string, string>>): string {
  const names = Object.keys(folders).toSorted((a, b) => b.length - a.length);
  return names.reduce((all, name) => all.replaceAll(`$${name}`, folders[name] ?? ''), text);
}

const absolute = /\/[a-z/]*\/kafka-proxied(?:\/[A-Za-z0-9._*/-]*)?/g;
const lib = readFileSync(join(projectRoot, 'templates/scripts/lib.sh'), 'utf8');
const shell = filesOf('*.sh').filter(({ name }) => !name.startsWith('lab/'));
const inShell = shell.flatMap(({ text }) => {
  const named = resolved(text, roots).matchAll(/^readonly (\w+)=(\/\S+)$/gm);
  const folders = Object.fromEntries([...named].map(([, name = '', path = '']) => [name, path]));
  return resolved(text, { ...roots, ...folders }).match(absolute) ?? [];
});

describe('scripts', () => {
  it.each(Object.entries(roots))('know %s as %s', (name, path) => {
    expect(lib).toContain(`\nreadonly ${name}=${path}\n`);
  });

  it('know the user as services do', () => {
    expect(lib).toContain(`\nreadonly service_user=${paths.serviceUser}\n`);
  });

  it('write nothing elsewhere', () => {
    expect(inShell.length).toBeGreaterThan(50);
    const known = Object.values(roots);
    expect(
      inShell.filter((path) => !known.some((root) => path === root || path.startsWith(`${root}/`))),
    ).toEqual([]);
  });

  it.each([
    paths.versionsDir,
    paths.stagingDir,
    paths.lockFile,
    paths.lockHolder,
    paths.ownerMark,
    paths.stampDir,
    paths.clientDir,
    paths.declaredTopicsDir,
    paths.filterRules,
    paths.portMapRules,
  ])('have something to do with %s', (path) => {
    expect(inShell.filter((one) => one === path || one.startsWith(`${path}/`))).not.toEqual([]);
  });
});

it('no other file of TypeScript spells these places', () => {
  const sources = filesOf('*.ts').filter(({ name }) => !/^(test|docs)\//.test(name));
  const spelt = sources.filter(({ text }) => Object.values(roots).some((root) => text.includes(root)));
  expect(spelt.map(({ name }) => name)).toEqual(['config/host-paths.ts']);
});
