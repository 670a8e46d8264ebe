// Properties of MirrorMaker 2 that nothing reads: it takes each from one place, by what stands before the name.
import type { ConfigProblem } from '../problem.ts';
import { isFirst } from './first-mirror-maker.ts';
import { isReservedOfMirror } from './mirror-settings.ts';
import { each, entry, mirrorsOf, type MirrorDraft } from './view.ts';

interface Sides {
  from: string;
  to: string;
}

/** Read without anything before it, beside the properties of connectors (`MirrorMakerConfig.workerConfig`, Kafka 3.9). */
const ofWorkersAnyway =
  /^(offset\.storage|config\.storage|status\.storage|(key|value|header)\.converter|task|worker|replication\.policy|config\.providers)/;
/** Properties of Kafka Connect's worker, which have the target before them otherwise ("Kafka Connect Configs"). */
const ofWorkers =
  /^(offset\.flush\.|scheduled\.rebalance\.|session\.timeout\.ms$|heartbeat\.interval\.ms$|rebalance\.timeout\.ms$|exactly\.once\.source\.support$|connector\.client\.config\.override\.policy$)/;
const ofHeartbeats = /^(emit\.)?heartbeats\./;
const ofGroups =
  /^((emit|refresh|sync)\.(checkpoints|groups|group\.offsets)|groups\.exclude|checkpoints\.topic)/;

/** Why nothing reads a property, and what to write instead. */
function unread(
  name: string,
  { from, to }: Sides,
  mirror: MirrorDraft,
): Omit<ConfigProblem, 'path'> | undefined {
  const [, source = '', target = '', directed] = /^([a-z0-9-]+)->([a-z0-9-]+)\.(.+)$/.exec(name) ?? [];
  if (directed !== undefined && (source !== from || target !== to)) {
    const reason = `Records are copied from ${from} to ${to}, not from ${source} to ${target}: it would have no effect.`;
    return { reason, fix: `Write ${from}->${to}.${directed}, or remove it.` };
  }
  if (name.startsWith(`${from}.producer.`)) {
    const reason = `Nothing is written to ${from}: it would have no effect.`;
    return { reason, fix: `Write ${to}.${name.slice(from.length + 1)}, or remove it.` };
  }
  const [, client, rest = ''] = /^(consumer|producer|admin)\.(.+)$/.exec(name) ?? [];
  if (client !== undefined && name !== 'consumer.poll.timeout.ms') {
    const side = client === 'consumer' ? from : to;
    const reason =
      "MirrorMaker needs the cluster's name before properties of its clients: this would have no effect.";
    return { reason, fix: `Write ${side}.${client}.${rest}, or remove it.` };
  }
  if (ofWorkers.test(name) && !ofWorkersAnyway.test(name)) {
    const reason =
      "MirrorMaker needs the target's name before properties of its process: this would have no effect.";
    return { reason, fix: `Write ${to}.${name}, or remove it.` };
  }
  return unreadConnector(directed ?? name, mirror);
}

function unreadConnector(
  name: string,
  { groups, settings }: MirrorDraft,
): Omit<ConfigProblem, 'path'> | undefined {
  if (ofHeartbeats.test(name))
    return { reason: 'There are no heartbeats: they would be written to the source.', fix: 'Remove it.' };
  if (ofGroups.test(name) && groups?.length === 0) {
    const reason = 'groups is empty, so no offsets of groups are copied: it would have no effect.';
    return { reason, fix: 'List groups, or remove it.' };
  }
  if (name === 'sync.topic.acls.interval.seconds' && entry(settings, 'sync.topic.acls.enabled') !== 'true') {
    const reason = 'ACLs are not copied (sync.topic.acls.enabled): it would have no effect.';
    return { reason, fix: 'Set sync.topic.acls.enabled to true, or remove it.' };
  }
  return undefined;
}

export const mirrorSettingsAreRead = each(mirrorsOf, ({ mirror, path }, draft) => {
  const { from, to } = mirror;
  if (from === undefined || to === undefined || isFirst(draft, mirror)) return undefined;
  return Object.keys(mirror.settings ?? {}).flatMap((name): ConfigProblem[] => {
    const found = isReservedOfMirror(name, mirror) ? undefined : unread(name, { from, to }, mirror);
    return found ? [{ path: [...path, 'settings', name], ...found }] : [];
  });
});
