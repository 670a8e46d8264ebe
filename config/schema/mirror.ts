// Mirrors: what MirrorMaker carries from one cluster to another, and where it runs.
import { z } from 'zod';
import { quoted } from '../problem.ts';
import { propertyText, version } from './kafka.ts';
import { leaf, patterned, scalarText, type Reading } from './leaf.ts';
import { clusterId, hasControlCharacters, hostId } from './names.ts';
import { heapSize, integer } from './scalars.ts';
import { textOf } from './takes.ts';

/** Key of a mirror: part of its unit's name and of its certificate's. */
export const mirrorId = patterned(
  'mirror name, up to 32 characters',
  /^[a-z](?:[a-z0-9-]{0,30}[a-z0-9])?$/,
  'Use lower-case letters, digits and dashes, at most 32 characters. The first must be a letter.',
);

/**
 * A name, or a regular expression, as MirrorMaker's lists take them: it splits them at commas, and cuts blanks off.
 * What Java reads and JavaScript doesn't is refused, which costs nobody more than another spelling.
 */
function listEntry(type: string, what: string) {
  const fix = `Write the name of a ${what}, or a regular expression such as orders\\..*, without commas and blanks.`;
  return leaf(type, textOf(/^[^\s,]{1,249}$/, fix), (raw): Reading<string> => {
    const text = scalarText(raw);
    if (!('value' in text)) return text;
    const { value } = text;
    if (value === '' || value.length > 249 || /[\s,]/.test(value) || hasControlCharacters(value)) {
      return { reason: `${quoted(value)} is not the name of a ${what}.`, fix };
    }
    return isExpression(value) ? { value } : { reason: `${quoted(value)} is not a regular expression.`, fix };
  });
}

function isExpression(value: string): boolean {
  try {
    new RegExp(value, 'u');
    return true;
  } catch {
    return false;
  }
}

/** Names with an arrow are for one direction: `cluster1->cluster2.tasks.max`. */
const mirrorProperty = patterned(
  'property name',
  /^[A-Za-z0-9](?:[A-Za-z0-9._-]|->){0,198}[A-Za-z0-9]$/,
  "Use MirrorMaker's own name, such as refresh.topics.interval.seconds.",
);

/** All of them; MirrorMaker 1 carries none, which nobody has to say. */
export const defaultGroups = ['.*'];

export const mirrorSection = z.strictObject({
  from: clusterId.describe(
    'Source cluster, from which records are read. Nothing is written there, except the offsets of MirrorMaker 1.',
  ),
  to: clusterId.describe('Target cluster, to which records are written, in topics of the same names.'),
  host: hostId.describe(
    'Host that runs MirrorMaker. It becomes a client of both clusters. Usually a host of `to`.',
  ),
  topics: z
    .array(listEntry('topic, or regular expression', 'topic'))
    .min(1)
    .optional()
    .describe(
      'Topics to copy, by name, or by a regular expression for topics that others create. Default: every topic that the stack declares on `from`. If a cluster is older than 0.11: only names, and declare each topic at `to` as well.',
    ),
  groups: z
    .array(listEntry('consumer group, or regular expression', 'consumer group'))
    .default(defaultGroups)
    .describe(
      'Consumer groups whose offsets are copied, so that they can continue at `to`. Default: `.*`, all. `[]`: none. If a cluster is older than 0.11, no offsets can be copied.',
    ),
  tasks: integer(1, 1000)
    .default(1)
    .describe("Tasks that copy at the same time; MirrorMaker's `tasks.max`, MirrorMaker 1's `num.streams`."),
  version: version
    .optional()
    .describe(
      'Kafka version of MirrorMaker, 3.0 or later. Default: that of `to`, or the latest if `to` is older.',
    ),
  heap: heapSize.default('512m').describe('Memory of its Java process.'),
  settings: z
    .record(mirrorProperty, propertyText)
    .default({})
    .describe(
      "Properties of MirrorMaker 2 by Kafka's names, such as `sync.group.offsets.interval.seconds`; `<cluster>.` or `<from>-><to>.` may precede a name. If a cluster is older than 0.11: properties of MirrorMaker 1's clients, such as `producer.linger.ms` or `consumer.fetch.min.bytes`.",
    ),
});
