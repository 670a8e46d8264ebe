// `npm run picture`: draws a stack's plan, as SVG and as Mermaid text. No host is asked.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { homedir } from 'node:os';
import { parse } from 'yaml';
import { checkConfig } from '../../config/check.ts';
import { makePlan } from '../../config/plan/make.ts';
import { namespace, problemsText } from '../../config/problem.ts';
import { localDir, projectRoot } from '../paths.ts';
import { makePicture, type Picture } from '../picture/model.ts';
import { takeStack } from './arguments.ts';
import { isSvgName, writePicture } from './picture-files.ts';
import { UsageError } from './program.ts';
import { readStackFile, stackFilePath } from './stack-file.ts';

export const pictureUsage = 'usage: npm run picture -- [--stack STACK] [--config-file FILE] [--out FILE.svg]';

/** The picture of a stack file. */
export function pictureOf(name: string, configFile: string): Picture {
  const content = parse(readFileSync(configFile, 'utf8')) as { config?: Record<string, unknown> } | null;
  const values = Object.entries(content?.config ?? {}).map(([key, value]) => [key, value] as const);
  const isSecret = (value: unknown): boolean => JSON.stringify(value ?? '').includes('"secure":');
  const checked = checkConfig(
    {
      // Pins of host keys are of no interest here, and need not be there yet.
      values: {
        ...Object.fromEntries(values.filter(([, value]) => !isSecret(value))),
        [`${namespace}:offline`]: true,
      },
      secretKeys: values.filter(([, value]) => isSecret(value)).map(([key]) => key),
    },
    {
      ...{ project: namespace, stack: name, stackFile: configFile, root: projectRoot, home: homedir() },
      readFile: (path) => readFileSync(path, 'utf8'),
    },
  );
  if (!checked.ok) throw new Error(problemsText(name, checked.problems));
  return makePicture(checked.topology, makePlan(checked.topology));
}

/** Takes `--out FILE` out of the arguments. */
function outFile(rest: readonly string[], fallback: string): string {
  if (rest.length === 0) return fallback;
  const [option = '', file = ''] = rest;
  if (rest.length !== 2 || option !== '--out' || !isSvgName(file)) throw new UsageError(pictureUsage);
  return resolve(file);
}

export async function drawPicture(args: readonly string[]): Promise<number> {
  const { stack: name, configFile, rest } = takeStack(args);
  const stack = readStackFile(name, { configFile });
  const svg = outFile(rest, join(localDir, 'pictures', `${name}.svg`));
  writePicture(svg, pictureOf(name, stackFilePath(stack)));
  return 0;
}
