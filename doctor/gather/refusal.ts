// What brokers let nobody do who is not allowed to: an answer of its own, never an empty one.
import type { Refusal } from '../facts.ts';
import { errorName } from './kafka-errors.ts';

/** Kafka's errors of authorization end like this, whatever they are about: topics, groups, the cluster. */
const ofAuthorization = /_AUTHORIZATION_FAILED$/;

/** Whether an error, by Kafka's name, says that somebody is not allowed to. */
export function isRefusal(name: string): boolean {
  return ofAuthorization.test(name);
}

/** What an error code says of an attempt; none where it is about something else, or all is well. */
export function refusalIn(code: number | undefined, operation: string, resource: string): Refusal[] {
  const said = errorName(code ?? 0);
  return isRefusal(said) ? [{ operation, resource, said }] : [];
}
