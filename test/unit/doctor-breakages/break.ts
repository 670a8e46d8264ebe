// How breakages of the dev stack are written: what each one changes in what doctor finds.
import type { FindingId } from '../../../doctor/judge/checks/all.ts';
import { type Draft, factsOf, partitionsSeen, responseAt, triedAt } from '../doctor-fixture.ts';

/** One cause, with all that follows from it. */
export interface Breakage {
  id: FindingId;
  hosts: string[];
  what: string;
  breaks: (draft: Draft) => void;
}

export const outsiders = ['kafkaclientmachine1', 'kafkaclientmachine2'];
export const insiders = ['engine1', 'engine2', 'engine3', 'workstation'];
/** All inside but for broker 2's own host. */
export const neighbours = insiders.filter((id) => id !== 'engine2');
export const outside2 = 'cluster1/broker-2/EXTERNAL';
export const inside2 = 'cluster1/broker-2/INTERNAL';

export function shut(
  draft: Draft,
  vantages: readonly string[],
  service: string,
  outcome: 'refused' | 'silent' | 'unreachable',
) {
  for (const vantage of vantages) {
    const tried = triedAt(draft, vantage, service);
    tried.outcome = outcome;
    delete tried.response;
    delete tried.arrivedFrom;
  }
}

/** The same of every broker of cluster 1 by a listener, and of its ZooKeeper where that is said. */
export function shutAll(
  draft: Draft,
  vantages: readonly string[],
  listener: string,
  outcome: 'silent' | 'unreachable',
  zookeeper = false,
): void {
  for (const id of [1, 2, 3]) shut(draft, vantages, `cluster1/broker-${id}/${listener}`, outcome);
  if (zookeeper) shut(draft, vantages, 'cluster1/zookeeper-1/plain', outcome);
}

export function drift(draft: Draft, host: string, key: string, text: string): void {
  factsOf(draft, host).stamps[key] = { stamp: 's', body: 'b', drift: text };
}

/** Rules of ours by nftables that somebody changed. */
export function filterDiffers(draft: Draft, host: string): void {
  const table = 'kafka_proxied_filter';
  drift(draft, host, `firewall--${table}`, `the nftables table ${table} differs`);
}

/** @param how what became of the table of the gateway's map; default: it differs */
export function mapDrifts(draft: Draft, how = 'differs'): void {
  const table = 'kafka_proxied_portmap';
  drift(draft, 'gateway', `portmap--${table}`, `the nftables table ${table} ${how}`);
}

/** Broker 2 is in sync for nothing, as its neighbours see it. */
export function lags(draft: Draft): void {
  for (const partitions of partitionsSeen(draft, 'cluster1'))
    for (const one of partitions) one.isr = one.isr.filter((id) => id !== 2);
}

/** ZooKeeper does not know broker 2. */
export function unregister(draft: Draft): void {
  const facts = factsOf(draft, 'engine1');
  facts.registered = facts.registered.filter(({ scope, id }) => scope !== '/cluster1' || id !== 2);
}

export function editRules(draft: Draft, edit: (text: string) => string): void {
  const facts = factsOf(draft, 'gateway');
  facts.ruleset = edit(facts.ruleset ?? '');
}

/** Every broker answers at this port as another one would. */
export function answerAs(draft: Draft, vantages: readonly string[], service: string, id: number): void {
  for (const vantage of vantages) {
    const { broker } = responseAt(draft, vantage, service);
    if (broker) broker.id = id;
  }
}
