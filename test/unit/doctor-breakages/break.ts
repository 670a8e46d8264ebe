// How breakages of the dev stack are written: what each one changes in what doctor finds.
import type { FindingId } from '../../../doctor/judge/checks/all.ts';
import { type Draft, factsOf, responseAt, triedAt } from '../doctor-fixture.ts';

/** One cause, with all that follows from it. */
export interface Breakage {
  id: FindingId;
  hosts: string[];
  what: string;
  breaks: (draft: Draft) => void;
}

export const outsiders = ['kafkaclientmachine1', 'kafkaclientmachine2'];
export const insiders = ['engine1', 'engine2', 'engine3', 'workstation'];
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

export function drift(draft: Draft, host: string, key: string, text: string): void {
  factsOf(draft, host).stamps[key] = { stamp: 's', body: 'b', drift: text };
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
