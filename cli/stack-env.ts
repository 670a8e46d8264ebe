// The environment in which Pulumi works on a stack: our tools, our state folder, the stack's passphrase.
import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { projectName } from '../config/problem.ts';
import { workstationBinDir } from '../lab/names.ts';
import { projectRoot, pulumiStateDir } from '../lib/paths.ts';
import { say } from '../lib/progress.ts';
import { readStackFile, type StackFile } from '../pulumi/stack-file.ts';
import type { StateQuery } from '../pulumi/state.ts';
import { ensureKafkaArchive } from '../setup/kafka-archive.ts';
import { ensurePlugins } from '../setup/plugins.ts';
import { pulumiEnvironment } from '../setup/pulumi-environment.ts';
import { ensurePulumi } from '../setup/pulumi.ts';
import { withStaging } from '../setup/staging.ts';
import { passphraseOf, passphraseVariables, passphraseWarning, withoutPassphrase } from './passphrase.ts';
import { writeWorkstationCommands } from './workstation/launcher.ts';

export const ownBackendUrl = `file://${pulumiStateDir}`;

type Variables = Record<string, string>;

/**
 * What is set for a stack, over the user's environment. A stack of the lab always keeps its state in this checkout;
 * for others the user's own PULUMI_BACKEND_URL counts.
 * @throws Error if the stack needs a passphrase and none is given
 */
export function stackVariables(
  stack: StackFile,
  pathFirst: readonly string[] = [],
  user: NodeJS.ProcessEnv = process.env,
): Variables {
  return {
    ...pulumiEnvironment(pathFirst),
    PULUMI_BACKEND_URL: (!stack.lab && user['PULUMI_BACKEND_URL']) || ownBackendUrl,
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
 * Whether our own backend has the stack: as `.json`, or compressed (PULUMI_DIY_BACKEND_GZIP, PULUMI_DIY_BACKEND_ZSTD) with
 * another ending behind that. Beside it lie its copy, `.bak`, and attributes.
 */
export function isKept(stack: string, stateDir = pulumiStateDir): boolean {
  const folder = join(stateDir, '.pulumi', 'stacks', projectName);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.some((name) => name.startsWith(`${stack}.json`) && !/\.(?:bak|attrs)$/.test(name));
}

/**
 * Makes the stack in our own backend if it isn't there; elsewhere that is up to its owner. Pulumi writes a new stack's
 * salt into the stack file, and looks for that beside Pulumi.yaml only.
 */
async function ensureStack(pulumi: string, stack: StackFile, variables: Variables): Promise<void> {
  if (variables['PULUMI_BACKEND_URL'] !== ownBackendUrl) return;
  mkdirSync(pulumiStateDir, { recursive: true });
  if (isKept(stack.name)) return;
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
  const pathFirst = [...tools.pathFirst, workstationBinDir];
  const variables = stackVariables(stack, pathFirst);
  await ensureStack(tools.pulumi, stack, variables);
  writeWorkstationCommands();
  return { stack, pulumi: tools.pulumi, pathFirst, variables, environment: childEnvironment(variables) };
}

/** How the state of a prepared stack is asked for. */
export function stateQuery({ pulumi, stack, environment }: PreparedStack): StateQuery {
  return { pulumi, stack: stack.name, env: environment };
}
