// Sizes and retention, by Kafka's own settings; the proposals are Kafka's defaults.
import type { Question } from './question.ts';
import { none, pairs } from './words.ts';

export const sizeQuestions: readonly Question[] = [
  {
    key: 'heap',
    ask: 'Heap of each broker',
    help: 'Memory of its Java process, such as 512m or 4g. The page cache needs the rest of the machine.',
    usual: () => '1g',
  },
  {
    key: 'zookeeperHeap',
    ask: 'Heap of each ZooKeeper server',
    help: 'Memory of its Java process.',
    usual: () => '512m',
  },
  {
    key: 'segmentBytes',
    ask: 'Size of log segments, in bytes (log.segment.bytes)',
    help: 'Files of a partition. Retention removes whole segments.',
    usual: () => '1073741824',
  },
  {
    key: 'messageBytes',
    ask: 'Largest message, in bytes (message.max.bytes)',
    help: 'What brokers fetch from each other, and the properties of clients, follow it.',
    usual: () => '1048588',
  },
  {
    key: 'retentionHours',
    ask: 'Retention in hours (log.retention.hours), -1 for ever',
    help: 'How long records are kept.',
    usual: () => '168',
  },
  {
    key: 'retentionBytes',
    ask: 'Retention in bytes of each partition (log.retention.bytes), -1 without a limit',
    help: 'What a partition may hold before its oldest segments go.',
    usual: () => '-1',
  },
  {
    key: 'topics',
    ask: 'Topics (NAME=PARTITIONS …), or none',
    help: 'Brokers make no topic by accident; those here are created. More can come later.',
    usual: () => 'records=6',
    shape: (text) => (text === none ? { value: none } : pairs(text, { what: 'topic', like: 'records=6' })),
  },
];
