// command:remote:Command and command:local:Command: run a text, on a host or here, when the resource is created, updated
// and deleted.
import { ProviderError } from '../../shared/errors.ts';
import { holdsSecret, isSecret, reveal, secret, type Props } from '../../shared/wire.ts';
import { readConnection } from './connection.ts';
import type { Variable } from './environment.ts';
import { execute, type Result } from './execution.ts';
import { withLink } from './link.ts';
import { executeHere } from './local.ts';
import type { Operation } from './operation.ts';
import { commandInputs, localInputs } from './shapes.ts';

const nothing: Result = { stdout: '', stderr: '' };

type Which = 'create' | 'update' | 'delete';
type Run = (which: Which, props: Props, before: Result, operation: Operation) => Promise<Result>;

/** A resource that runs commands. */
export interface Commands {
  /** Runs `create`, if there is one. @returns the outputs for the state */
  create(inputs: Props, operation: Operation): Promise<Props>;
  /** Runs `update`, or `create` where there is none; with neither, the old outputs stay. */
  update(olds: Props, news: Props, operation: Operation): Promise<Props>;
  /** Runs the recorded `delete`, if there is one. */
  delete(olds: Props, operation: Operation): Promise<void>;
}

function commands(names: readonly string[], run: Run): Commands {
  const guarded: Run = async (which, props, before, operation) => {
    if (!given(props[which])) return before;
    try {
      return await run(which, props, before, operation);
    } finally {
      await operation.log.drained();
    }
  };
  // Output of a command that was given a secret is a secret: scripts may repeat what they read.
  const outputs = (inputs: Props, result: Result): Props => {
    const wrap = names.some((name) => holdsSecret(inputs[name])) ? secret : (value: unknown) => value;
    return { ...inputs, stdout: wrap(result.stdout), stderr: wrap(result.stderr) };
  };
  return {
    create: async (inputs, operation) => outputs(inputs, await guarded('create', inputs, nothing, operation)),
    update: async (olds, news, operation) => {
      const which = given(news['update']) ? 'update' : 'create';
      return outputs(news, await guarded(which, news, previous(olds), operation));
    },
    delete: async (olds, operation) => void (await guarded('delete', olds, previous(olds), operation)),
  };
}

/** Runs on the recorded connection. */
export const remoteCommands = commands(
  Object.keys(commandInputs).filter((name) => name !== 'connection'),
  (which, props, before, operation) =>
    withLink(readConnection(props['connection']), operation, (link) =>
      execute(link, {
        ...textsOf(which, props),
        variables: variables(props, before, operation),
        ...listeners(props, operation),
      }),
    ),
);

/** Runs on this machine, in the folder that the engine started the plugin in. */
export const localCommands = commands(Object.keys(localInputs), async (which, props, before, operation) => {
  const environment = addsPrevious(props) ? previousOutput(before) : {};
  return executeHere({ ...textsOf(which, props), environment, ...listeners(props, operation) }, operation);
});

function textsOf(which: Which, props: Props): { command: string; shownAs: string; stdin: string } {
  const command = textOf(props[which]);
  return {
    command,
    shownAs: isSecret(props[which]) ? `[secret ${which}]` : JSON.stringify(command),
    stdin: textOf(props['stdin']),
  };
}

type Listen = (line: string) => void;

function listeners(props: Props, operation: Operation): { onStdout?: Listen; onStderr?: Listen } {
  const logging = reveal(props['logging']) ?? 'stdoutAndStderr';
  const onLine = (line: string): void => operation.log.status(operation.urn, line);
  return {
    ...(logging === 'stdout' || logging === 'stdoutAndStderr' ? { onStdout: onLine } : {}),
    ...(logging === 'stderr' || logging === 'stdoutAndStderr' ? { onStderr: onLine } : {}),
  };
}

function previous(olds: Props): Result {
  return { stdout: textOf(olds['stdout']), stderr: textOf(olds['stderr']) };
}

function addsPrevious(props: Props): boolean {
  return reveal(props['addPreviousOutputInEnv']) !== false;
}

function previousOutput(before: Result): Record<string, string> {
  const both = { PULUMI_COMMAND_STDOUT: before.stdout, PULUMI_COMMAND_STDERR: before.stderr };
  return Object.fromEntries(Object.entries(both).filter(([, value]) => value !== ''));
}

function variables(props: Props, before: Result, operation: Operation): Variable[] {
  const environment = (reveal(props['environment']) ?? {}) as Record<string, string>;
  const wanted = Object.entries(environment).map(([name, value]) => ({
    name,
    value,
    refused: () => {
      throw new ProviderError(refusal(name));
    },
  }));
  if (!addsPrevious(props)) return wanted;
  const optional = Object.entries(previousOutput(before)).map(([name, value]) => ({
    name,
    value,
    refused: () => operation.log.warn(operation.urn, refusal(name)),
  }));
  return [...wanted, ...optional];
}

function refusal(name: string): string {
  return (
    `the SSH server refused '${name}': its AcceptEnv must name it` +
    (name.startsWith('PULUMI_COMMAND_') ? ' (or set addPreviousOutputInEnv to false)' : '')
  );
}

function given(value: unknown): boolean {
  return typeof reveal(value) === 'string';
}

function textOf(value: unknown): string {
  const text = reveal(value);
  return typeof text === 'string' ? text : '';
}
