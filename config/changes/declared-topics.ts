// Topics as a host remembers what was last declared, in the lines that the scripts there read.
import type { TopicSpec } from '../topology.ts';

export type DeclaredTopic = Pick<TopicSpec, 'partitions' | 'replicationFactor' | 'config'>;

/**
 * Reads one line: `topic NAME PARTITIONS COPIES`, or `config NAME KEY VALUE` of a topic before it. Others say nothing.
 * @param into topics by name, to which the line adds
 */
export function readDeclared(line: string, into: Record<string, DeclaredTopic>): void {
  const [, name, partitions, copies] = /^topic (\S+) (\d+) (\d+)$/.exec(line) ?? [];
  if (name !== undefined)
    into[name] = { partitions: Number(partitions), replicationFactor: Number(copies), config: {} };
  const [, owner = '', key, value] = /^config (\S+) (\S+) (.*)$/.exec(line) ?? [];
  const topic = Object.hasOwn(into, owner) ? into[owner] : undefined;
  if (topic && key !== undefined && value !== undefined) topic.config[key] = value;
}
