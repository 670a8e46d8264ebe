// What a stack's state says of a run that was ended in the middle: operations that began and whose end nobody recorded.
import { isNoStack } from './ask.ts';
import { exportState, nameOfUrn, type StateQuery } from './state.ts';

/** A resource as the state records it; only what is looked at here. */
export interface RecordedResource {
  urn: string;
  type: string;
  inputs?: Record<string, unknown>;
}

export interface RecordedState {
  resources: RecordedResource[];
  pending: { type: string; name: string }[];
}

interface Exported {
  deployment?: {
    resources?: RecordedResource[];
    pending_operations?: { type: string; resource: { urn: string } }[];
  } | null;
}

/** Reads what `pulumi stack export` prints. An operation that several interrupted runs began counts once. */
export function parseRecorded(text: string): RecordedState {
  const { deployment } = JSON.parse(text) as Exported;
  const pending = (deployment?.pending_operations ?? []).map(({ type, resource }) => ({
    type,
    name: nameOfUrn(resource.urn),
  }));
  return {
    resources: deployment?.resources ?? [],
    pending: pending.filter(
      (one, index) => pending.findIndex(({ type, name }) => type === one.type && name === one.name) === index,
    ),
  };
}

/**
 * What is recorded of a stack; nothing for a stack that was never made. Pulumi is asked: how its backend keeps the state,
 * compressed or not, is its own affair.
 * @throws Error with pulumi's own words where it can't read the state
 */
export async function readRecorded(query: StateQuery): Promise<RecordedState> {
  try {
    return parseRecorded(await exportState(query));
  } catch (error) {
    if (isNoStack(error)) return { resources: [], pending: [] };
    throw error;
  }
}

/** Pending operations for people: `creating engine1-base, engine2-base`. */
export function describePending(pending: RecordedState['pending']): string {
  const types = [...new Set(pending.map(({ type }) => type))];
  return types
    .map((each) => {
      const names = pending.filter(({ type }) => type === each).map(({ name }) => name);
      return `${each} ${names.sort().join(', ')}`;
    })
    .join('; ');
}
