// What a stack's state holds, by the pulumi command line; secrets stay encrypted.
import { askPulumi } from './ask.ts';

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

interface Exported {
  deployment?: {
    resources?: {
      urn: string;
      type: string;
      inputs?: Record<string, unknown>;
      outputs?: Record<string, unknown>;
      dependencies?: string[];
    }[];
  } | null;
}

/** A resource's name: the last part of its URN. */
export const nameOfUrn = (urn: string): string => urn.split('::').at(-1) ?? urn;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Reads what `pulumi stack export` prints: the resources on hosts, each once. */
export function parseState(json: string): StateResource[] {
  const { deployment } = JSON.parse(json) as Exported;
  return (deployment?.resources ?? [])
    .filter(({ type }) => /^command:(remote|local):/.test(type))
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
  const { deployment } = JSON.parse(json) as Exported;
  const found = (deployment?.resources ?? [])
    .filter(({ type }) => type === 'tls:index/selfSignedCert:SelfSignedCert')
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
