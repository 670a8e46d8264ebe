// The stack file: the config as YAML, with comments for whoever edits it later.
import { Document, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import { projectName } from '../../config/problem.ts';
import { schemaFile } from '../../config/reference/stack-file.ts';
import { configOf } from './config.ts';
import type { Answers } from './question.ts';
import { fingerprintOf } from './questions-login.ts';

/** Maps that are written on one line: they are short, and many of them make a table. */
const onOneLine = [/^networks\.[^.]+$/, /^clusters\.[^.]+\.(zookeeper|controllers|brokers|topics)\.[^.]+$/];

/** By path, with `*` for any name. */
const comments: Readonly<Record<string, string>> = {
  ssh: 'How to log in to hosts. Host keys are always checked.',
  networks:
    'Hosts of a network reach each other directly. Its gateway forwards between them and other networks.',
  hosts: 'By the names that their network uses. Hosts without a network are on the internet.',
  'hosts.*.publicName': 'Outside clients connect to this name; brokers advertise it to them.',
  'hosts.*.managed': 'Never logged in to or changed.',
  clusters: 'What runs where. All keys are in docs/configuration.md.',
  'clusters.*.brokers':
    'port: INTERNAL, for the network and between brokers. external: EXTERNAL, and the port on the gateway that forwards to it.',
  'clusters.*.brokers alone': 'port: INTERNAL, for clients and between brokers.',
  'clusters.*.tls':
    'To change internal, the whole cluster must be stopped. Change zookeeper from off to both, then to only. clientAuth: required,\n requested or none. none: every client that the firewalls admit may read and write everything.',
  'clusters.*.topics': '`up` creates and alters them. The number of partitions can grow, never shrink.',
  'clusters.*.clients':
    "Hosts that get client properties and a `kafka` command, in addition to the cluster's own hosts.",
};

/** What is not asked: keys with their defaults, as comments at the end of the map that they belong to. */
const notAsked: Readonly<Record<string, string>> = {
  'clusters.*': `
 Memory of each Java process; the page cache uses the rest. Remove "# " to set it.
 heap: {broker: 1g, zookeeper: 512m}
 Any broker property, with Kafka's name and unit. These are the defaults of Kafka 3.9.
 settings:
   message.max.bytes: 1048588 # the largest message; fetch sizes of brokers and clients' properties follow it
   log.segment.bytes: 1073741824 # size of a partition's files; retention removes whole files
   log.retention.hours: 168 # how long records are kept; -1: without limit
   log.retention.bytes: -1 # size of a partition before its oldest segments are deleted; -1: no limit`,
  'clusters.*.tls': `
 Subject of certificates. CN is the name of the node or client; by default there is nothing else.
 subject: {O: Example, L: Bern, C: CH}`,
};

/** The path with `*` for the name of what a section holds. */
function general([section = '', name, ...rest]: readonly string[]): string {
  return [section, ...(name === undefined ? [] : ['*']), ...rest].join('.');
}

function commentFor(path: readonly string[], value: unknown): string | undefined {
  const key = general(path);
  if (key === 'hosts.*.hostKey' && isScalar(value)) return fingerprintOf(String(value.value));
  if (key !== 'clusters.*.brokers' || JSON.stringify(value).includes('"external"')) return comments[key];
  return comments[`${key} alone`];
}

/** Gives a map its comments, and puts short maps and lists on one line. */
function dress(map: YAMLMap, path: readonly string[]): void {
  map.flow = onOneLine.some((pattern) => pattern.test(path.join('.')));
  for (const { key, value } of map.items as Pair<Node, Node>[]) {
    const own = [...path, String(isScalar(key) ? key.value : '')];
    const comment = map.flow ? undefined : commentFor(own, value);
    if (comment !== undefined) key.commentBefore = ` ${comment}`;
    if (isSeq(value)) value.flow = true;
    if (isMap(value)) {
      dress(value, own);
      value.comment = notAsked[general(own)]?.slice(1) ?? null;
    }
  }
}

/**
 * The text of Pulumi.<stack>.yaml.
 * @param schema the path by which the file names its schema; default: that of a file in the checkout
 */
export function stackText(answers: Answers, lab = false, schema = schemaFile): string {
  const document = new Document({ config: configOf(answers, lab) });
  const values = document.get('config') as YAMLMap;
  dress(values, []);
  for (const { key } of values.items) if (isScalar(key)) key.value = `${projectName}:${String(key.value)}`;
  document.commentBefore = ` yaml-language-server: $schema=${schema}\n A stack of kafka-proxied: npm run preview -- --stack ${answers.stack ?? ''}`;
  return document.toString({ lineWidth: 0, singleQuote: true, flowCollectionPadding: false });
}
