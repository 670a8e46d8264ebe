// Does not prove: what programs do. TypeScript programs reach Node.js with the options that they need, by the language host that set-up chose.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../tools/paths.ts';
import { pulumiEnvironment } from '../../tools/setup/pulumi-environment.ts';
import { ensurePulumi } from '../../tools/setup/pulumi.ts';

const tools = await ensurePulumi();
const temporary = mkdtempSync(join(tmpdir(), 'kafka-proxied-language-host-'));
afterAll(() => rmSync(temporary, { recursive: true }));

const goodOptions = '--import tsx';

/**
 * Previews an ESM program in TypeScript. The official language host takes the options from Pulumi.yaml; a built one
 * only from the script around it, of which a changed copy is used.
 */
async function preview(nodeargs: string) {
  const folder = mkdtempSync(join(temporary, 'program-'));
  const put = (name: string, content: string) => writeFileSync(join(folder, name), content);
  put(
    'Pulumi.yaml',
    `name: x\nmain: index.ts\nruntime: { name: nodejs, options: { typescript: false, nodeargs: ${nodeargs} } }\n`,
  );
  put('package.json', '{ "type": "module", "main": "index.ts" }');
  put(
    'index.ts',
    "import * as pulumi from '@pulumi/pulumi';\n" +
      'enum Kind { Typed = 7 }\n' +
      "export default async () => ({ kind: Kind.Typed, options: pulumi.output(process.execArgv.join(' ')) });\n",
  );
  symlinkSync(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  if (tools.source === 'built from Go modules') {
    const script = readFileSync(tools.languageHost, 'utf8');
    expect(script).toContain(`'${goodOptions}'`);
    cpSync(tools.languageHost, join(bin, 'pulumi-language-nodejs'));
    put('bin/pulumi-language-nodejs', script.replace(goodOptions, nodeargs));
    symlinkSync(`${tools.languageHost}-go`, join(bin, 'pulumi-language-nodejs-go'));
  }
  mkdirSync(join(folder, 'state'));
  const options = {
    cwd: folder,
    all: true,
    reject: false,
    env: {
      ...pulumiEnvironment([bin, ...tools.pathFirst]),
      PULUMI_BACKEND_URL: `file://${join(folder, 'state')}`,
      PULUMI_CONFIG_PASSPHRASE: 'for this test only',
    },
  };
  const pulumi = (...args: string[]) => execa(tools.pulumi, [...args, '--non-interactive'], options);
  await pulumi('stack', 'init', 'test');
  return pulumi('preview', '--stack', 'test');
}

describe('the language host', () => {
  it('runs TypeScript and ESM by tsx', async () => {
    const { all } = await preview(goodOptions);
    expect(all).toMatch(/kind\s*: 7/);
    expect(all).toContain(`"${goodOptions}"`);
  });

  it('really passes on the options: a bogus one fails', async () => {
    const { failed, all } = await preview('--bogus');
    expect(failed).toBe(true);
    expect(all).toContain('bad option: --bogus');
  });
});
