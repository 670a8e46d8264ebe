// The files that hold a picture: an SVG, and beside it the same as Mermaid text.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { messageOf } from '../lib/message.ts';
import { say } from '../lib/progress.ts';
import { renderMermaid } from './mermaid.ts';
import type { Picture } from './model.ts';
import { renderSvg } from './svg.ts';

/** Whether a name is one of a picture's SVG file. */
export function isSvgName(file: string): boolean {
  return /[^/]\.svg$/.test(file);
}

/**
 * Writes both, makes their folder where there is none, and says where they are.
 * @throws Error where they can't be written
 */
export function writePicture(svg: string, picture: Picture): void {
  const files = { [svg]: renderSvg(picture), [svg.replace(/\.svg$/, '.mmd')]: renderMermaid(picture) };
  for (const [file, text] of Object.entries(files)) {
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    } catch (error) {
      throw new Error(`The picture could not be written to ${file}: ${messageOf(error)}`);
    }
    say(`${relative(process.cwd(), file)} written.`);
  }
}
