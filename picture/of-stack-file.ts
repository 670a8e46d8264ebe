// The picture of a stack as its file describes it: the plan alone, no host is asked.
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { parse } from 'yaml';
import { checkConfig } from '../config/check.ts';
import { makePlan } from '../config/plan/make.ts';
import { projectName, problemsText } from '../config/problem.ts';
import { projectRoot } from '../lib/paths.ts';
import { makePicture, type Picture } from './model.ts';

/**
 * The picture of a stack file.
 * @throws Error with every mistake in it
 */
export function pictureOf(name: string, configFile: string): Picture {
  const content = parse(readFileSync(configFile, 'utf8')) as { config?: Record<string, unknown> } | null;
  const values = Object.entries(content?.config ?? {}).map(([key, value]) => [key, value] as const);
  const isSecret = (value: unknown): boolean => JSON.stringify(value ?? '').includes('"secure":');
  const checked = checkConfig(
    {
      // Pins of host keys are of no interest here, and need not be there yet.
      values: {
        ...Object.fromEntries(values.filter(([, value]) => !isSecret(value))),
        [`${projectName}:offline`]: true,
      },
      secretKeys: values.filter(([, value]) => isSecret(value)).map(([key]) => key),
    },
    {
      ...{ project: projectName, stack: name, stackFile: configFile, root: projectRoot, home: homedir() },
      readFile: (path) => readFileSync(path, 'utf8'),
    },
  );
  if (!checked.ok) throw new Error(problemsText(name, checked.problems));
  return makePicture(checked.topology, makePlan(checked.topology));
}
