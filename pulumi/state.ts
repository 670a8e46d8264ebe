// What a stack's state holds, by the pulumi command line; secrets stay encrypted.
import { askPulumi, isNoStack } from './ask.ts';

/** A resource on a host as the state has it. */
export interface StateResource {
  urn: string;
  name: string;
  /** The command that made it; empty for what is no command. */
  create: string;
  /** The document that it was made with; empty where that is a secret. */
  stdin: string;
  /** Names of the resources that it was made after. */
  after: string[];
}

export interface StateQuery {
  /** The pulumi executable. */
  pulumi: string;
  stack: string;
  /** The whole environment of pulumi. Default: this process's own. */
  env?: NodeJS.ProcessEnv;
}

/** A resource as the state records it; only what is looked at here. */
export interface RecordedResource {
  urn: string;
  type: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  dependencies?: string[];
}

export interface RecordedState {
  resources: RecordedResource[];
  /** Operations that began and whose end nobody recorded, as a run leaves them that was ended in the middle. */
  pending: { type: string; name: string }[];
}

interface Exported {
  deployment?: {
    resources?: RecordedResource[];
    pending_operations?: { type: string; resource: { urn: string } }[];
  } | null;
}

/** A resource's name: the last part of its URN. */
export const nameOfUrn = (urn: string): string => urn.split('::').at(-1) ?? urn;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

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

/** The resources on hosts in what `pulumi stack export` prints, each once. */
export function parseState(json: string): StateResource[] {
  return parseRecorded(json)
    .resources.filter(({ type }) => /^command:(remote|local):/.test(type))
    .map(({ urn, inputs = {}, dependencies = [] }) => ({
      urn,
      name: nameOfUrn(urn),
      create: textOf(inputs['create']),
      stdin: textOf(inputs['stdin']),
      after: dependencies.map(nameOfUrn),
    }));
}

/**
 * The certificates of the CAs that a state holds, PEM: what was made with their keys is known by these.
 * @returns undefined where one of them is encrypted, as some plugin may have it: then nothing can be told
 */
export function parseAuthorities(json: string): string[] | undefined {
  const found = parseRecorded(json)
    .resources.filter(({ type }) => type === 'tls:index/selfSignedCert:SelfSignedCert')
    .map(({ outputs = {} }) => outputs['certPem'])
    .filter((pem) => pem !== undefined);
  return found.every((pem) => typeof pem === 'string') ? found : undefined;
}

/**
 * The whole state of a stack as pulumi keeps it: secrets are encrypted, and pulumi needs no passphrase for it.
 * @throws Error with pulumi's own words where it can't read the state
 */
export function exportState(query: StateQuery): Promise<string> {
  return askPulumi({ ...query, what: 'state', args: ['stack', 'export'] });
}

/**
 * The resources of a stack on its hosts, also while an update of it runs.
 * @throws Error with pulumi's own words where it can't read the state
 */
export async function readState(query: StateQuery): Promise<StateResource[]> {
  return parseState(await exportState(query));
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
