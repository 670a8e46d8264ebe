// `npm run picture`: draws a stack's plan, as SVG and as Mermaid text. No host is asked.
import { join, resolve } from 'node:path';
import { CliCommand } from '../lib/command-line/command.ts';
import { localDir } from '../lib/paths.ts';
import { pictureOf } from '../picture/of-stack-file.ts';
import { writePicture } from '../picture/write.ts';
import { readStackFile, stackFilePath } from '../pulumi/stack-file.ts';
import { onStack, placeOf, type StackOptions } from './arguments.ts';
import { svgFile } from './doctor/arguments.ts';

export const picture = onStack(
  new CliCommand('picture', 'draw the stack')
    .description('Draws the stack, as SVG and as Mermaid text. No host is contacted.')
    .option('--out <file.svg>', 'where (default: .local/pictures/STACK.svg)', svgFile),
).does(async ({ out, ...options }: StackOptions & { out?: string }) => {
  const { stack: name, configFile } = placeOf(options);
  const stack = readStackFile(name, { configFile });
  const svg = out === undefined ? join(localDir, 'pictures', `${name}.svg`) : resolve(out);
  writePicture(svg, pictureOf(name, stackFilePath(stack)));
  return 0;
});
