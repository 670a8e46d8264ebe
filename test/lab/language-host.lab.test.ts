// Does not prove: what programs do. TypeScript programs reach Node.js with the options that they need, by the language host that set-up chose.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ensurePulumi } from '../../setup/pulumi.ts';
import { smallProgram } from '../support/small-program.ts';

const tools = await ensurePulumi();
const temporary = mkdtempSync(join(tmpdir(), 'kafka-proxied-language-host-'));
const lastOption = '-typescript=false';
afterAll(() => rmSync(temporary, { recursive: true }));

/**
 * Previews an ESM program in TypeScript. The official language host takes options of Node.js from Pulumi.yaml; a built
 * one only from the script around it, of which a changed copy is used.
 */
async function preview(nodeargs?: string) {
  const text =
    "import * as pulumi from '@pulumi/pulumi';\n" +
    'interface Kind { readonly typed: number }\n' +
    'const kind: Kind = { typed: 7 };\n' +
    'export default async () => ({ kind: kind.typed, options: pulumi.output(process.execArgv.length) });\n';
  const withOptions = (folder: string): string[] => {
    if (nodeargs === undefined || tools.source !== 'built from Go modules') return [];
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    const script = readFileSync(tools.languageHost, 'utf8');
    expect(script).toContain(lastOption);
    cpSync(tools.languageHost, join(bin, 'pulumi-language-nodejs'));
    writeFileSync(
      join(bin, 'pulumi-language-nodejs'),
      script.replace(lastOption, `${lastOption} -nodeargs='${nodeargs}'`),
    );
    symlinkSync(`${tools.languageHost}-go`, join(bin, 'pulumi-language-nodejs-go'));
    return [bin];
  };
  const options = { text, in: temporary, pathFirst: withOptions };
  const program = await smallProgram(tools, nodeargs === undefined ? options : { ...options, nodeargs });
  return program.pulumi('preview');
}

describe('the language host', () => {
  it('runs TypeScript and ESM without a loader', async () => {
    const { all } = await preview();
    expect(all).toMatch(/kind\s*: 7/);
    expect(all).toMatch(/options\s*: 0/);
  });

  it('really passes on options: a bogus one fails', async () => {
    const { failed, all } = await preview('--bogus');
    expect(failed).toBe(true);
    expect(all).toContain('bad option: --bogus');
  });
});
