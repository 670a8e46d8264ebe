// Whether the keys and agents that the config names can be used at all: told once, before any host is asked, which would only
// say that it refuses the login.
import type { LoginKey } from '../config/logins.ts';
import type { Problem } from '../config/problem.ts';
import { agentFault } from './agent.ts';
import type { LoginProblem } from './fault.ts';
import { keyFileFault } from './key-file.ts';

/** What is wrong with one of them; undefined: nothing that can be told from here. */
export function loginKeyFault({
  kind,
  place,
}: Pick<LoginKey, 'kind' | 'place'>): Promise<LoginProblem | undefined> {
  return kind === 'agentSocket' ? agentFault(place) : keyFileFault(place);
}

/** All that is wrong, each once, however many hosts use it. */
export async function loginKeyProblems(keys: readonly LoginKey[]): Promise<Problem[]> {
  const faults = await Promise.all(
    keys.map(async (key) => {
      const fault = await loginKeyFault(key);
      return fault ? [{ path: key.path, ...fault }] : [];
    }),
  );
  return faults.flat();
}
