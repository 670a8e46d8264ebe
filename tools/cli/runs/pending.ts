// What a stack's state says of a run that was ended in the middle: operations that began and whose end nobody recorded.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pulumiStateDir } from '../../paths.ts';
import { projectName } from '../stack-file.ts';

/** A resource as the state records it; only what is looked at here. */
export interface RecordedResource {
  urn: string;
  type: string;
  inputs?: Record<string, unknown>;
}

export interface Recorded {
  resources: RecordedResource[];
  pending: { type: string; name: string }[];
}

interface Checkpoint {
  checkpoint?: {
    latest?: {
      resources?: RecordedResource[];
      pending_operations?: { type: string; resource: { urn: string } }[];
    };
  };
}

/** A resource's name: the last part of its URN. */
export function nameIn(urn: string): string {
  return urn.split('::').at(-1) ?? urn;
}

/** Reads a checkpoint's text. An operation that several interrupted runs began counts once. */
export function parseCheckpoint(text: string): Recorded {
  const latest = (JSON.parse(text) as Checkpoint).checkpoint?.latest;
  const pending = (latest?.pending_operations ?? []).map(({ type, resource }) => ({
    type,
    name: nameIn(resource.urn),
  }));
  return {
    resources: latest?.resources ?? [],
    pending: pending.filter(
      (one, index) => pending.findIndex(({ type, name }) => type === one.type && name === one.name) === index,
    ),
  };
}

/** What our own backend records of a stack; nothing for a stack that was never made. */
export function readRecorded(stack: string, stateDir = pulumiStateDir): Recorded {
  let text: string;
  try {
    text = readFileSync(join(stateDir, '.pulumi', 'stacks', projectName, `${stack}.json`), 'utf8');
  } catch {
    return { resources: [], pending: [] };
  }
  return parseCheckpoint(text);
}

/** Pending operations for people: `creating engine1-base, engine2-base`. */
export function describePending(pending: Recorded['pending']): string {
  const types = [...new Set(pending.map(({ type }) => type))];
  return types
    .map((each) => {
      const names = pending.filter(({ type }) => type === each).map(({ name }) => name);
      return `${each} ${names.sort().join(', ')}`;
    })
    .join('; ');
}
