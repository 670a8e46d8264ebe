// How hosts are told of Kafka's own command-line tools: their classes, and how each is told where the cluster is.
import type { KafkaTool, Tools } from '../config/kafka-tools/kinds.ts';
import { versions } from '../config/versions.ts';
import type { Document } from './document.ts';

/**
 * All tools of a Kafka version, by Kafka's script name without `kafka-` and `.sh`.
 * @throws Error for a version that is not known
 */
export function kafkaTools(version: string): Tools {
  const tools = versions[version]?.tools;
  if (!tools) throw new Error(`the tools of Kafka ${version} are not known`);
  return tools;
}

/**
 * How scripts on hosts call the tools for topics.
 * Before Kafka 2.2 (KIP-377) they ask ZooKeeper, and know no properties file.
 */
export function topicTools(version: string): Document['params'] {
  const topics = kafkaTool(version, 'topics');
  return {
    topic_tool: topics.mainClass,
    ...(topics.bootstrap.style === 'zookeeper' && { topics_by: 'zookeeper' }),
  };
}

/** One tool of a version. */
export function kafkaTool(version: string, name: string): KafkaTool {
  const tool = kafkaTools(version)[name];
  if (!tool) throw new Error(`Kafka ${version} has no tool ${name}`);
  return tool;
}

/**
 * The table that the `kafka` command reads on a host; one line a tool, `-` for none:
 * tool, class, style, option, options that the user may give instead, properties option, its file, who wins, and, for tools
 * that have it, one more word.
 */
export function renderToolsTable(version: string): string {
  const lines = Object.entries(kafkaTools(version)).map(
    ([name, { mainClass, bootstrap, properties, also }]) =>
      [
        name,
        mainClass,
        bootstrap.style,
        'option' in bootstrap ? bootstrap.option : '-',
        ('instead' in bootstrap && bootstrap.instead.join(',')) || '-',
        properties ? [properties.option, properties.short].filter(Boolean).join(',') : '-',
        properties?.file ?? '-',
        properties?.fileWins ? 'file-wins' : '-',
        ...(also === undefined ? [] : [also]),
      ].join(' '),
  );
  return `${lines.sort().join('\n')}\n`;
}
