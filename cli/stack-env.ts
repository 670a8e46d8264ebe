// The environment in which Pulumi works on a stack: our tools, our state folder, the stack's passphrase.
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { workstationBinDir } from '../lab/names.ts';
import { projectRoot } from '../lib/paths.ts';
import { say } from '../lib/progress.ts';
import { readStackFile, type StackFile } from '../pulumi/stack-file.ts';
import type { StateQuery } from '../pulumi/state.ts';
import { ensureKafkaArchive } from '../setup/kafka-archive.ts';
import { ensurePlugins } from '../setup/plugins.ts';
import { nodeFirst, pulumiEnvironment } from '../setup/pulumi-environment.ts';
import { ensurePulumi } from '../setup/pulumi.ts';
import { withStaging } from '../setup/staging.ts';
import { passphraseOf, passphraseVariables, passphraseWarning, withoutPassphrase } from './passphrase.ts';
import { checkpointOf } from './state/files.ts';
import { prepareUserState } from './state/folder.ts';
import { backendUrl, ownStateDir } from './state/place.ts';
import { writeWorkstationCommands } from './workstation/launcher.ts';

type Variables = Record<string, string>;

/**
 * What is set for a stack, over the user's environment. A stack of the lab always keeps its state in this checkout;
 * for others, the user's own PULUMI_BACKEND_URL counts, and by default it is in the user's state folder.
 * @throws Error if the stack needs a passphrase and none is given
 */
export function stackVariables(
  stack: StackFile,
  pathFirst: readonly string[] = [],
  user: NodeJS.ProcessEnv = process.env,
): Variables {
  const stateDir = ownStateDir(stack, user);
  return {
    ...pulumiEnvironment(pathFirst),
    PULUMI_BACKEND_URL: stateDir === undefined ? (user['PULUMI_BACKEND_URL'] ?? '') : backendUrl(stateDir),
    PULUMI_STACK: stack.name,
    // `destroy` and `refresh` run the program, too: its guards refuse what the hosts can't take.
    PULUMI_RUN_PROGRAM: 'true',
    ...passphraseVariables(passphraseOf(stack, user)),
  };
}

/** The whole environment of a child process. */
export function childEnvironment(
  variables: Variables,
  user: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  return { ...withoutPassphrase(user, variables), ...variables };
}

/**
 * Makes the stack in our own backend if it isn't there; elsewhere that is up to its owner. Pulumi writes a new stack's
 * salt into the stack file, and looks for that beside Pulumi.yaml only.
 */
async function ensureStack(pulumi: string, stack: StackFile, variables: Variables): Promise<void> {
  const stateDir = ownStateDir(stack);
  if (stateDir === undefined) return;
  if (stack.lab) mkdirSync(stateDir, { recursive: true });
  else await prepareUserState(stack, stateDir);
  if (checkpointOf(stack.name, stateDir) !== undefined) return;
  const init = async (cwd: string): Promise<void> => {
    const made = await execa(pulumi, ['stack', 'init', stack.name, '--non-interactive'], {
      cwd,
      env: childEnvironment(variables),
      extendEnv: false,
      stdin: 'ignore',
      reject: false,
    });
    if (made.failed)
      throw new Error(`The stack ${stack.name} can't be made:\n${made.stderr || made.message}`);
  };
  const { configFile } = stack;
  if (configFile === undefined) return init(projectRoot);
  await withStaging(`stack-${stack.name}`, async (folder) => {
    const beside = join(folder, `Pulumi.${stack.name}.yaml`);
    copyFileSync(join(projectRoot, 'Pulumi.yaml'), join(folder, 'Pulumi.yaml'));
    copyFileSync(configFile, beside);
    await init(folder);
    copyFileSync(beside, configFile);
  });
}

export interface PreparedStack {
  stack: StackFile;
  /** Absolute path of `pulumi`. */
  pulumi: string;
  /** Folders that go before PATH: pulumi's, and that of the workstation's `kafka`. */
  pathFirst: readonly string[];
  /** What is set over the user's environment. */
  variables: Variables;
  environment: NodeJS.ProcessEnv;
}

/**
 * Everything that Pulumi needs to work on a stack, set up if need be.
 * @param configFile in the place of Pulumi.<name>.yaml; an absolute path
 */
export async function prepareStack(name: string, configFile?: string): Promise<PreparedStack> {
  const stack = readStackFile(name, { configFile });
  const warning = passphraseWarning(passphraseOf(stack, process.env), process.env);
  if (warning !== undefined) say(warning);
  const tools = await ensurePulumi();
  await ensurePlugins();
  // The program itself may run where nothing can be fetched: inside the lab's network.
  for (const version of stack.kafkaVersions) await ensureKafkaArchive(version);
  const pathFirst = nodeFirst([...tools.pathFirst, workstationBinDir]);
  const variables = stackVariables(stack, pathFirst);
  await ensureStack(tools.pulumi, stack, variables);
  writeWorkstationCommands();
  return { stack, pulumi: tools.pulumi, pathFirst, variables, environment: childEnvironment(variables) };
}

/** How the state of a prepared stack is asked for. */
export function stateQuery({ pulumi, stack, environment }: PreparedStack): StateQuery {
  return { pulumi, stack: stack.name, env: environment };
}
