// The stack file: the config as YAML, with comments for whoever edits it later.
import { Document, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import { namespace } from '../../config/problem.ts';
import { configOf } from './config.ts';
import type { Answers } from './question.ts';
import { fingerprintOf } from './questions-login.ts';

/** Maps that are written on one line: they are short, and many of them make a table. */
const onOneLine = [
  /^networks\.[^.]+$/,
  /^clusters\.[^.]+\.(zookeeper|brokers|topics)\.[^.]+$/,
  /^clusters\.[^.]+\.heap$/,
  /^clusters\.[^.]+\.tls\.subject$/,
];

/** By path, with `*` for any name. */
const comments: Readonly<Record<string, string>> = {
  ssh: 'How hosts are logged in to. Their host keys are checked, always.',
  networks: 'Hosts of a network reach each other directly; its gateway forwards between them and the rest.',
  hosts: 'By the name that their network knows them under. Those without a network are on the internet.',
  'hosts.*.publicName': 'What outside clients know the gateway by; brokers advertise it to them.',
  'hosts.*.managed': 'Never logged in to or changed.',
  clusters: 'What runs where. All keys are in docs/configuration.md.',
  'clusters.*.brokers':
    'port: INTERNAL, for the network and between brokers. external: EXTERNAL, and the port on the gateway that leads there.',
  'clusters.*.brokers alone': 'port: INTERNAL, for clients and between brokers.',
  'clusters.*.tls':
    'A change of internal needs the whole cluster stopped; zookeeper goes from off to both to only.',
  'clusters.*.settings': "Any broker property, by Kafka's name and in Kafka's unit.",
  'clusters.*.topics': 'Made and altered by `up`. Partitions can grow, never shrink.',
  'clusters.*.clients':
    'Hosts that get client properties and a `kafka` command, beside the own hosts of the cluster.',
};

function commentFor(path: readonly string[], value: unknown): string | undefined {
  const [section = '', , ...rest] = path;
  const general = path.length < 3 ? path.join('.') : [section, '*', ...rest].join('.');
  if (general === 'hosts.*.hostKey' && isScalar(value)) return fingerprintOf(String(value.value));
  if (general !== 'clusters.*.brokers' || JSON.stringify(value).includes('"external"'))
    return comments[general];
  return comments[`${general} alone`];
}

/** Gives a map its comments, and puts short maps and lists on one line. */
function dress(map: YAMLMap, path: readonly string[]): void {
  map.flow = onOneLine.some((pattern) => pattern.test(path.join('.')));
  for (const { key, value } of map.items as Pair<Node, Node>[]) {
    const own = [...path, String(isScalar(key) ? key.value : '')];
    const comment = map.flow ? undefined : commentFor(own, value);
    if (comment !== undefined) key.commentBefore = ` ${comment}`;
    if (isSeq(value)) value.flow = true;
    if (isMap(value)) dress(value, own);
  }
}

/** The text of Pulumi.<stack>.yaml. */
export function stackText(answers: Answers, lab = false): string {
  const document = new Document({ config: configOf(answers, lab) });
  const values = document.get('config') as YAMLMap;
  dress(values, []);
  for (const { key } of values.items) if (isScalar(key)) key.value = `${namespace}:${String(key.value)}`;
  document.commentBefore = ` A stack of kafka-proxied: npm run preview -- --stack ${answers.stack ?? ''}`;
  return document.toString({ lineWidth: 0, singleQuote: true, flowCollectionPadding: false });
}
