// A stack's topology for our own commands.
import type { LoginKey } from '../config/logins.ts';
import { problemsText } from '../config/problem.ts';
import type { Topology } from '../config/topology.ts';
import { readConfig as readChecked } from '../pulumi/read-config.ts';
import { loginKeyProblems } from '../ssh/login-keys.ts';
import type { PreparedStack } from './stack-env.ts';

/**
 * Reads and checks the config of a stack.
 * @throws Error with every mistake in it
 */
export async function readTopology(prepared: PreparedStack): Promise<Topology> {
  return (await readOrThrow(prepared)).topology;
}

/**
 * The same for a command that logs in to hosts.
 * @throws Error with every mistake in it, and every key or agent that can't be used
 */
export async function readTopologyForLogin(prepared: PreparedStack): Promise<Topology> {
  const { topology, logins } = await readOrThrow(prepared);
  const problems = await loginKeyProblems(logins);
  if (problems.length > 0) throw new Error(problemsText(prepared.stack.name, problems));
  return topology;
}

async function readOrThrow({
  stack,
  pulumi,
  variables,
}: PreparedStack): Promise<{ topology: Topology; logins: LoginKey[] }> {
  const { name, configFile } = stack;
  const checked = await readChecked({ pulumi, stack: name, configFile, env: variables });
  if (!checked.ok) throw new Error(problemsText(name, checked.problems));
  return checked;
}
