// What a stack's state holds, by the pulumi command line; secrets stay encrypted.
import { execa } from 'execa';
import { projectRoot } from './paths.ts';

/** A resource on a host as the state has it. */
export interface StateResource {
  urn: string;
  name: string;
  /** The command that made it; empty for what is no command. */
  create: string;
  /** The document that it was made with; empty where that is a secret. */
  stdin: string;
}

export interface StateQuery {
  /** The pulumi executable. */
  pulumi: string;
  stack: string;
  /** The whole environment of pulumi. Default: this process's own. */
  env?: NodeJS.ProcessEnv;
}

interface Exported {
  deployment?: { resources?: { urn: string; type: string; inputs?: Record<string, unknown> }[] };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Reads what `pulumi stack export` prints: the resources on hosts, each once. */
export function parseState(json: string): StateResource[] {
  const { deployment } = JSON.parse(json) as Exported;
  return (deployment?.resources ?? [])
    .filter(({ type }) => /^command:(remote|local):/.test(type))
    .map(({ urn, inputs = {} }) => ({
      urn,
      name: urn.split('::').at(-1) ?? urn,
      create: textOf(inputs['create']),
      stdin: textOf(inputs['stdin']),
    }));
}

/** Seconds after which pulumi is given up: it reads one file, or asks its service. */
const deadlineSeconds = 60;

/**
 * The resources of a stack on its hosts, also while an update of it runs.
 * @throws Error with pulumi's own words where it can't read the state
 */
export async function readState({ pulumi, stack, env }: StateQuery): Promise<StateResource[]> {
  const result = await execa(pulumi, ['stack', 'export', '--stack', stack, '--non-interactive'], {
    cwd: projectRoot,
    ...(env && { env, extendEnv: false }),
    timeout: deadlineSeconds * 1000,
    reject: false,
    stdin: 'ignore',
  });
  if (!result.failed) return parseState(result.stdout);
  const reason = result.timedOut
    ? `no answer within ${deadlineSeconds} s`
    : result.stderr || result.shortMessage;
  throw new Error(`The state of stack ${stack} can't be read by ${pulumi}: ${reason}`);
}
