// command:remote:Command: runs a text on a host when the resource is created, updated and deleted.
import { readConnection } from './connection.ts';
import type { Variable } from './environment.ts';
import { ProviderError } from '../../shared/errors.ts';
import { execute, type Result } from './execution.ts';
import { withLink } from './link.ts';
import type { Operation } from './operation.ts';
import { commandInputs } from './shapes.ts';
import { holdsSecret, isSecret, reveal, secret, type Props } from '../../shared/wire.ts';

const nothing: Result = { stdout: '', stderr: '' };

/** Runs `create`, if there is one. @returns the outputs for the state */
export async function createCommand(inputs: Props, operation: Operation): Promise<Props> {
  return outputs(inputs, await run('create', inputs, nothing, operation));
}

/** Runs `update`, or `create` where there is none; with neither, the old outputs stay. */
export async function updateCommand(olds: Props, news: Props, operation: Operation): Promise<Props> {
  const which = given(news['update']) ? 'update' : 'create';
  return outputs(news, await run(which, news, previous(olds), operation));
}

/** Runs the recorded `delete` on the recorded connection, if there is one. */
export async function deleteCommand(olds: Props, operation: Operation): Promise<void> {
  await run('delete', olds, previous(olds), operation);
}

function previous(olds: Props): Result {
  return { stdout: textOf(olds['stdout']), stderr: textOf(olds['stderr']) };
}

/** Output of a command that was given a secret is a secret: scripts may repeat what they read. */
function outputs(inputs: Props, result: Result): Props {
  const known = Object.keys(commandInputs).filter((name) => name !== 'connection');
  const wrap = known.some((name) => holdsSecret(inputs[name])) ? secret : (value: unknown) => value;
  return { ...inputs, stdout: wrap(result.stdout), stderr: wrap(result.stderr) };
}

async function run(
  which: 'create' | 'update' | 'delete',
  props: Props,
  before: Result,
  operation: Operation,
): Promise<Result> {
  if (!given(props[which])) return before;
  const command = textOf(props[which]);
  const logging = reveal(props['logging']) ?? 'stdoutAndStderr';
  const onLine = (line: string): void => operation.log.status(operation.urn, line);
  try {
    return await withLink(readConnection(props['connection']), operation, async (link) =>
      execute(link, {
        command,
        shownAs: isSecret(props[which]) ? `[secret ${which}]` : JSON.stringify(command),
        stdin: textOf(props['stdin']),
        variables: variables(props, before, operation),
        ...(logging === 'stdout' || logging === 'stdoutAndStderr' ? { onStdout: onLine } : {}),
        ...(logging === 'stderr' || logging === 'stdoutAndStderr' ? { onStderr: onLine } : {}),
      }),
    );
  } finally {
    await operation.log.drained();
  }
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
  if (reveal(props['addPreviousOutputInEnv']) === false) return wanted;
  const optional = Object.entries({
    PULUMI_COMMAND_STDOUT: before.stdout,
    PULUMI_COMMAND_STDERR: before.stderr,
  })
    .filter(([, value]) => value !== '')
    .map(([name, value]) => ({
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
