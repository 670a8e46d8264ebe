// One property of a broker as rules judge it: alone, and among all that the broker has.
import type { ClusterDraft } from './view.ts';

/** Why a property is refused, and what to write instead. */
export interface PropertyRefusal {
  reason: string;
  fix: string;
}

export interface GivenProperty {
  name: string;
  /** Undefined: a secret, or it couldn't be read. */
  value: string | undefined;
  cluster: ClusterDraft;
  /** Kafka's version; undefined: it couldn't be read. */
  version: string | undefined;
  /** Whether it stands at one broker. */
  ofBroker: boolean;
  /** Every property that the stack gives the broker, or all brokers, by name. */
  among: ReadonlyMap<string, string | undefined>;
}

/** Undefined: nothing is wrong with it, as far as this one looks. */
export type PropertyRule = (given: GivenProperty) => PropertyRefusal | undefined;
