// MirrorMaker's properties: those that follow from the plan, and numbers of copies that can't be made.
import type { ConfigProblem } from '../problem.ts';
import { wholeNumber } from '../settings.ts';
import { holdsSecret, insteadIn } from './reserved.ts';
import { brokerCount, each, entries, entry, mirrorsOf, type MirrorDraft } from './view.ts';

const planned = 'Remove it: the plan decides how to connect to each cluster.';
const sourceUntouched = 'Remove it: nothing is written to the source cluster.';

/** By name, or by prefix where it ends in a dot: what to use instead. */
const reservedMirrorProperties: Readonly<Record<string, string>> = {
  clusters: 'Use from and to.',
  'bootstrap.servers': planned,
  'security.protocol': planned,
  'ssl.': planned,
  'client.dns.lookup': planned,
  enabled: 'Remove it: records are copied only from `from` to `to`.',
  topics: 'Use topics of the mirror.',
  'topics.regex': 'Use topics of the mirror.',
  groups: 'Use groups of the mirror.',
  'tasks.max': 'Use tasks of the mirror.',
  'replication.policy.': 'Remove it: topics have the same names on both sides.',
  'replication.policy.class': 'Remove it: topics have the same names on both sides.',
  'emit.heartbeats.enabled': sourceUntouched,
  'heartbeats.topic.replication.factor': sourceUntouched,
  'offset-syncs.topic.location': sourceUntouched,
  'dedicated.mode.enable.internal.rest':
    'Remove it: the whole mirror is one process, and it listens on no port.',
  listeners: 'Remove it: the whole mirror is one process, and it listens on no port.',
  'group.id': 'Remove it: MirrorMaker names its group by the clusters.',
};

/** A property without what says for whom: `<cluster>.`, `<from>-><to>.`, `consumer.` and the like. */
function bareName(name: string, { from, to }: MirrorDraft): string {
  const directed = name.replace(/^[a-z0-9-]+->[a-z0-9-]+\./, '');
  const side = [from, to].find((cluster) => cluster !== undefined && directed.startsWith(`${cluster}.`));
  const own = side === undefined ? directed : directed.slice(side.length + 1);
  return own.replace(/^(?:(?:source|target)\.)?(?:(?:consumer|producer|admin)\.)?(?:override\.)?/, '');
}

/** Whether {@link reservedMirrorSettings} refuses a property. */
export function isReservedOfMirror(name: string, mirror: MirrorDraft): boolean {
  const bare = bareName(name, mirror);
  return insteadIn(reservedMirrorProperties, bare) !== undefined || holdsSecret.test(bare);
}

export const reservedMirrorSettings = each(mirrorsOf, ({ mirror, path }) =>
  Object.keys(mirror.settings ?? {}).flatMap((name): ConfigProblem[] => {
    const bare = bareName(name, mirror);
    const at = [...path, 'settings', name];
    const fix = insteadIn(reservedMirrorProperties, bare);
    if (fix !== undefined) return [{ path: at, reason: `${name} is decided by the reachability plan.`, fix }];
    if (!holdsSecret.test(bare)) return [];
    const reason =
      'A password in plain text would end up in the stack file, in the state and in logs; MirrorMaker also writes it into a topic.';
    return [
      { path: at, reason, fix: 'Remove it: clients of the stack are authenticated by their certificates.' },
    ];
  }),
);

export const mirrorCopies = each(mirrorsOf, ({ mirror, path }, { clusters }) => {
  const target = entry(clusters, mirror.to);
  const brokers = target && brokerCount(target);
  if (brokers === undefined || brokers === 0) return undefined;
  return entries(mirror.settings).flatMap(([name, value]): ConfigProblem[] => {
    const copies = wholeNumber(value);
    if (!/(^|\.)replication\.factor$/.test(name) || copies === undefined || copies <= brokers) return [];
    const reason = `${copies} replicas are impossible on the ${brokers} brokers of ${mirror.to}: the mirror would not start.`;
    return [{ path: [...path, 'settings', name], reason, fix: `Ask for at most ${brokers}.` }];
  });
});
