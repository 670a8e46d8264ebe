// Properties that the Kafka version of a cluster does not know: it would pass them over, and the stack would believe in them.
import { knownProperties } from '../known-properties.ts';
import { abilities, can, isSince } from '../versions.ts';
import { nameOfProperty, nearest } from '../schema/hint.ts';
import type { PropertyRule } from './refusal.ts';
import { each, topicsOf } from './view.ts';

type Kind = keyof typeof knownProperties;

/** Why a version does not know a property; undefined: it does, or none does, and it is a plug-in's or a slip of the pen. */
function unknownIn(version: string, kind: Kind, name: string): string | undefined {
  const changes = Object.entries(knownProperties[kind]);
  const came = changes.find(([, names]) => names.came.includes(name))?.[0];
  const went = changes.find(([, names]) => names.went.includes(name))?.[0];
  if (came !== undefined && !isSince(version, came))
    return `Kafka ${version} does not know it, and would ignore it; of the versions here, ${came} is the first with it`;
  if (went !== undefined && isSince(version, went))
    return `Kafka ${version} no longer knows it, and would ignore it`;
  return undefined;
}

/** Every property of the kind that a version knows. */
function knownTo(version: string, kind: Kind): string[] {
  const changes = Object.entries(knownProperties[kind]).filter(([since]) => isSince(version, since));
  const known = new Set<string>();
  for (const [, { came, went }] of changes) {
    for (const name of came) known.add(name);
    for (const name of went) known.delete(name);
  }
  return [...known];
}

/** What Kafka's own authorizer reads, which is a plug-in to Kafka (`kafka.security.authorizer.AclAuthorizer`). */
const authorizer = /^(super\.users|allow\.everyone\.if\.no\.acl\.found|authorizer\.zookeeper\..+)$/;

/** Whether any version knows a property. */
export function isKnown(kind: Kind, name: string): boolean {
  if (kind === 'broker' && authorizer.test(name)) return true;
  return Object.values(knownProperties[kind]).some(({ came }) => came.includes(name));
}

/** The property that one listener's, such as `listener.name.external.ssl.client.auth`, is about. */
const ofListener = /^listener\.name\.[^.]+\./;

function unknownBrokerSetting(version: string, name: string): string | undefined {
  if (ofListener.test(name) && !can(version, 'namedListeners'))
    return `Kafka ${version} has no names of listeners, and would ignore it; they exist since Kafka ${abilities.namedListeners.since}`;
  return unknownIn(version, 'broker', name.replace(ofListener, ''));
}

/** Kafka takes unknown properties of brokers, for plug-ins. @returns the one that was meant, if it is near enough */
export function slipIn(version: string, name: string): { meant: string | undefined } | undefined {
  const plain = name.replace(ofListener, '');
  // Behind a listener's name may stand that of a SASL mechanism.
  if (isKnown('broker', plain) || (plain !== name && isKnown('broker', plain.replace(/^[^.]+\./, ''))))
    return undefined;
  return { meant: nameOfProperty('broker', plain) ?? nearest(plain, knownTo(version, 'broker')) };
}

/** Whether {@link topicPropertiesAreKnown} refuses a property for its version. */
export function isUnknownOfTopics(version: string | undefined, name: string): boolean {
  return version !== undefined && unknownIn(version, 'topic', name) !== undefined;
}

const otherVersion = 'Remove it, or choose another version.';

export const knownToVersion: PropertyRule = ({ name, version }) => {
  const reason = version === undefined ? undefined : unknownBrokerSetting(version, name);
  return reason === undefined ? undefined : { reason: `${reason}.`, fix: otherVersion };
};

/** It takes none of topics: `up` would end where it declares them. */
export const topicPropertiesAreKnown = each(topicsOf, ({ cluster: { version }, config, path }) => {
  if (version === undefined) return undefined;
  const names = Object.keys(config);
  return [
    ...names.flatMap((name) => {
      const reason = unknownIn(version, 'topic', name);
      return reason === undefined
        ? []
        : [{ path: [...path, 'config', name], reason: `${reason}.`, fix: otherVersion }];
    }),
    ...names
      .filter((name) => !isKnown('topic', name))
      .map((name) => {
        const meant = nameOfProperty('topic', name) ?? nearest(name, knownTo(version, 'topic'));
        return {
          path: [...path, 'config', name],
          reason: 'Kafka has no such topic property, and would refuse the topic.',
          fix: meant === undefined ? 'Remove it.' : `Did you mean ${meant}?`,
        };
      }),
  ];
});
