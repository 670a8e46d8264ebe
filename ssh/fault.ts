// What keeps a key or an agent from being used.
import type { Problem } from '../config/problem.ts';

/** What is wrong, and what to do; as in the config's problems. */
export type LoginProblem = Omit<Problem, 'path'>;
