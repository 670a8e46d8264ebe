// A stack's topology for our own commands.
import { readTopology as readChecked } from '../../config/read.ts';
import { problemsText } from '../../config/problem.ts';
import type { Topology } from '../../config/topology.ts';
import type { PreparedStack } from './stack-env.ts';

/**
 * Reads and checks the config of a stack.
 * @throws Error with every mistake in it
 */
export async function readTopology({ stack, pulumi, variables }: PreparedStack): Promise<Topology> {
  const { name, configFile } = stack;
  const checked = await readChecked({ pulumi, stack: name, configFile, env: variables });
  if (!checked.ok) throw new Error(problemsText(stack.name, checked.problems));
  return checked.topology;
}
