// command:remote:Command and command:local:Command: run a text, on a host or here, when the resource is created, updated
// and deleted.
import { holdsSecret, isSecret, reveal, secret, type Props } from '../../shared/wire.ts';
import { readConnection } from './connection.ts';
import { execute, type Execution, type Result } from './execution.ts';
import { withLink } from './link.ts';
import { executeHere } from './local.ts';
import type { Operation } from './operation.ts';
import { commandInputs, localInputs } from './fields.ts';

type Which = 'create' | 'update' | 'delete';
type Run = (which: Which, props: Props, operation: Operation) => Promise<Result>;

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
  /** @returns undefined where there is nothing to run */
  const guarded = async (which: Which, props: Props, operation: Operation): Promise<Result | undefined> => {
    if (!given(props[which])) return undefined;
    try {
      return await run(which, props, operation);
    } finally {
      await operation.log.drained();
    }
  };
  // Output of a command that was given a secret is a secret: scripts may repeat what they read.
  const outputs = (inputs: Props, { stdout, stderr }: Result): Props => {
    const wrap = names.some((name) => holdsSecret(inputs[name])) ? secret : (value: unknown) => value;
    return { ...inputs, stdout: wrap(stdout), stderr: wrap(stderr) };
  };
  return {
    create: async (inputs, operation) =>
      outputs(inputs, (await guarded('create', inputs, operation)) ?? { stdout: '', stderr: '' }),
    update: async (olds, news, operation) => {
      const which = given(news['update']) ? 'update' : 'create';
      return outputs(news, (await guarded(which, news, operation)) ?? previous(olds));
    },
    delete: async (olds, operation) => void (await guarded('delete', olds, operation)),
  };
}

/** Runs on the recorded connection. */
export const remoteCommands = commands(
  Object.keys(commandInputs).filter((name) => name !== 'connection'),
  (which, props, operation) =>
    withLink(readConnection(props['connection']), operation, (link) =>
      execute(link, executionOf(which, props, operation)),
    ),
);

/** Runs on this machine, in the folder that the engine started the plugin in. */
export const localCommands = commands(Object.keys(localInputs), (which, props, operation) =>
  executeHere(executionOf(which, props, operation), operation),
);

function executionOf(which: Which, props: Props, operation: Operation): Execution {
  const command = textOf(props[which]);
  return {
    command,
    shownAs: isSecret(props[which]) ? `[secret ${which}]` : JSON.stringify(command),
    stdin: textOf(props['stdin']),
    onStderr: (line) => operation.log.status(operation.urn, line),
  };
}

function previous(olds: Props): Result {
  return { stdout: textOf(olds['stdout']), stderr: textOf(olds['stderr']) };
}

function given(value: unknown): boolean {
  return typeof reveal(value) === 'string';
}

function textOf(value: unknown): string {
  const text = reveal(value);
  return typeof text === 'string' ? text : '';
}
