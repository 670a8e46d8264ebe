// Config files for `--config-file` with changes at any place of another one.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { localDir } from '../../lib/paths.ts';

/** What the tests change of a stack's config; keys as in the file. */
export interface StackConfigFile {
  'kafka-proxied:abandonHosts'?: string[];
  'kafka-proxied:ssh'?: unknown;
  'kafka-proxied:mirrors'?: unknown;
  'kafka-proxied:hosts': Record<string, unknown>;
  'kafka-proxied:clusters': Record<
    string,
    { brokers: Record<string, { host: string }>; topics: Record<string, { replicationFactor?: number }> }
  >;
}

/** Writes a config file that is another one with changes. @returns its path */
export function editedConfig<Config = StackConfigFile>(
  file: string,
  change: (config: Config) => void,
): string {
  const content = parse(readFileSync(file, 'utf8')) as { config: Config };
  change(content.config);
  const text = stringify(content);
  // Named by its content, so that many runs leave few files.
  const name = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const path = join(localDir, 'test', `edited-${name}.yaml`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}
