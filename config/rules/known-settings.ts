// Properties that the Kafka version of a cluster does not know: it would pass them over, and the stack would believe in them.
import { knownProperties } from '../known-properties.ts';
import type { Finding } from '../problem.ts';
import { abilities, can, isSince } from '../versions.ts';
import { reservedInstead } from './reserved.ts';
import { clustersOf, entries, type Path, type Rule } from './view.ts';

type Kind = keyof typeof knownProperties;

/** Why a version does not know a property; undefined: it does, or none does, and it is a plug-in's or a slip of the pen. */
function unknownIn(version: string, kind: Kind, name: string): string | undefined {
  const changes = Object.entries(knownProperties[kind]);
  const came = changes.find(([, names]) => names.came.includes(name))?.[0];
  const went = changes.find(([, names]) => names.went.includes(name))?.[0];
  if (came !== undefined && !isSince(version, came))
    return `Kafka ${version} does not know it, and would pass it over; of the versions here, ${came} brought it`;
  if (went !== undefined && isSince(version, went))
    return `Kafka ${version} no longer knows it, and would pass it over`;
  return undefined;
}

/** The property that one listener's, such as `listener.name.external.ssl.client.auth`, is about. */
const ofListener = /^listener\.name\.[^.]+\./;

function unknownBrokerSetting(version: string, name: string): string | undefined {
  if (ofListener.test(name) && !can(version, 'namedListeners'))
    return `Kafka ${version} has no names of listeners, and would pass it over; they came with Kafka ${abilities.namedListeners.since}`;
  return unknownIn(version, 'broker', name.replace(ofListener, ''));
}

function findings(
  names: readonly string[],
  path: Path,
  reasonOf: (name: string) => string | undefined,
): Finding[] {
  return names.flatMap((name) => {
    const reason = reasonOf(name);
    if (reason === undefined) return [];
    return [{ path: [...path, name], reason: `${reason}.`, fix: 'Remove it, or choose another version.' }];
  });
}

export const settingsAreKnown: Rule = (draft) =>
  clustersOf(draft).flatMap(({ cluster: { version, settings, topics }, path }) => {
    if (version === undefined) return [];
    const own = Object.keys(settings ?? {}).filter((name) => reservedInstead(name) === undefined);
    return [
      ...findings(own, [...path, 'settings'], (name) => unknownBrokerSetting(version, name)),
      ...entries(topics).flatMap(([topic, { config }]) =>
        findings(Object.keys(config ?? {}), [...path, 'topics', topic, 'config'], (name) =>
          unknownIn(version, 'topic', name),
        ),
      ),
    ];
  });
