// Does not prove: what programs do. TypeScript programs reach Node.js with the options that they need, by the language host that set-up chose.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ensurePulumi } from '../../setup/pulumi.ts';
import { programOptions, smallProgram } from '../support/small-program.ts';

const tools = await ensurePulumi();
const temporary = mkdtempSync(join(tmpdir(), 'kafka-proxied-language-host-'));
afterAll(() => rmSync(temporary, { recursive: true }));

/**
 * Previews an ESM program in TypeScript. The official language host takes the options from Pulumi.yaml; a built one
 * only from the script around it, of which a changed copy is used.
 */
async function preview(nodeargs: string) {
  const text =
    "import * as pulumi from '@pulumi/pulumi';\n" +
    'enum Kind { Typed = 7 }\n' +
    "export default async () => ({ kind: Kind.Typed, options: pulumi.output(process.execArgv.join(' ')) });\n";
  const withOptions = (folder: string): string[] => {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    if (tools.source === 'built from Go modules') {
      const script = readFileSync(tools.languageHost, 'utf8');
      expect(script).toContain(`'${programOptions}'`);
      cpSync(tools.languageHost, join(bin, 'pulumi-language-nodejs'));
      writeFileSync(join(bin, 'pulumi-language-nodejs'), script.replace(programOptions, nodeargs));
      symlinkSync(`${tools.languageHost}-go`, join(bin, 'pulumi-language-nodejs-go'));
    }
    return [bin];
  };
  const program = await smallProgram(tools, { text, in: temporary, nodeargs, pathFirst: withOptions });
  return program.pulumi('preview');
}

describe('the language host', () => {
  it('runs TypeScript and ESM by tsx', async () => {
    const { all } = await preview(programOptions);
    expect(all).toMatch(/kind\s*: 7/);
    expect(all).toContain(`"${programOptions}"`);
  });

  it('really passes on the options: a bogus one fails', async () => {
    const { failed, all } = await preview('--bogus');
    expect(failed).toBe(true);
    expect(all).toContain('bad option: --bogus');
  });
});
