// The dev stack's own config as a test starts from it, and the changes that make it wrong.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { checkConfig, type Checked, type RawConfig } from '../../config/check.ts';
import type { Problem } from '../../config/problem.ts';
import type { Topology } from '../../config/topology.ts';
import { projectRoot } from '../../tools/paths.ts';

/** Any JSON, as loosely typed as a config file is. */
export type Values = Record<string, unknown>;

/** The map at a path. */
export function at(values: Values, path: readonly string[]): Values {
  return path.reduce<Values>((map, step) => map[step] as Values, values);
}

/** The list at a path. */
export function list(values: Values, path: readonly string[]): unknown[] {
  return at(values, path) as unknown as unknown[];
}

export function set(values: Values, path: readonly string[], value: unknown): void {
  at(values, path.slice(0, -1))[path.at(-1) ?? ''] = value;
}

export function unset(values: Values, path: readonly string[]): void {
  delete at(values, path.slice(0, -1))[path.at(-1) ?? ''];
}

/** Keys without their namespace. */
const dev = Object.fromEntries(
  Object.entries(
    (parse(readFileSync(join(projectRoot, 'Pulumi.dev.yaml'), 'utf8')) as { config: Values }).config,
  ).map(([key, value]) => [key.replace('kafka-proxied:', ''), value]),
);

export function devValues(): Values {
  return structuredClone(dev);
}

/** An ed25519 public key that no private key belongs to. */
export function hostKey(fill = 7): string {
  const text = (value: Buffer): Buffer => Buffer.concat([Buffer.from([0, 0, 0, value.length]), value]);
  const body = Buffer.concat([text(Buffer.from('ssh-ed25519')), text(Buffer.alloc(32, fill))]);
  return `ssh-ed25519 ${body.toString('base64')}`;
}

export const knownHostsPath = '/project/.local/lab/ssh/known_hosts';

export function knownHostsOf(values: Values): string {
  return Object.keys((values['hosts'] as Values | undefined) ?? {})
    .map((id) => `${id} ${hostKey()}\n`)
    .join('');
}

export function notThere(path: string): never {
  throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' });
}

/** Checks a config whose hosts are all pinned, unless `files` says otherwise. */
export function check(values: Values, files?: Record<string, string>, raw?: Partial<RawConfig>): Checked {
  const present = files ?? { [knownHostsPath]: knownHostsOf(values) };
  const keys = Object.entries(values).map(([key, value]) => [`kafka-proxied:${key}`, value]);
  const config = { values: Object.fromEntries(keys) as Values, secretKeys: [], secretNames: [], ...raw };
  return checkConfig(config, {
    project: 'kafka-proxied',
    stack: 'dev',
    root: '/project',
    home: '/home/me',
    readFile: (path) => (Object.hasOwn(present, path) ? (present[path] ?? '') : notThere(path)),
  });
}

export function topologyOf(values: Values): Topology {
  const checked = check(values);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems, undefined, 1));
  return checked.topology;
}

export function problemsOf(
  values: Values,
  files?: Record<string, string>,
  raw?: Partial<RawConfig>,
): Problem[] {
  const checked = check(values, files, raw);
  return checked.ok ? [] : checked.problems;
}
