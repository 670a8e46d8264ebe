// Does not prove that the lint runs over every file: `npm run verify` does that.
import { ESLint } from 'eslint';
import { describe, expect, it, vi } from 'vitest';
import tseslint from 'typescript-eslint';

// The first file loads the whole lint.
vi.setConfig({ testTimeout: 120_000 });

const lint = new ESLint({ overrideConfig: [tseslint.configs.disableTypeChecked] });

/** What is said of an import in a file of a folder. */
async function saidOf(filePath: string, imported: string): Promise<string[]> {
  const [result] = await lint.lintText(`import '${imported}';\n`, { filePath });
  return result?.messages.map(({ message }) => message) ?? [];
}

describe('what folders may import', () => {
  it.each([
    ['config/check.ts', '../index.ts', 'index.ts joins the folders'],
    ['templates/client/access.ts', '../../index.ts', 'index.ts joins the folders'],
    ['config/check.ts', '../tools/cli/status.ts', 'Only the shared helpers of tools/'],
    ['config/rules/view.ts', '../../tools/setup/files.ts', 'Only the shared helpers of tools/'],
    ['config/check.ts', '../templates/broker.ts', 'config/ is pure'],
  ])('%s: not %s', async (file, imported, reason) => {
    expect(await saidOf(file, imported)).toEqual([expect.stringContaining(reason)]);
  });

  it.each([
    ['config/load.ts', '../tools/paths.ts'],
    ['config/check.ts', './build.ts'],
    // Other names, at the same places as dots and slashes of the refused ones.
    ['config/check.ts', 'ab/index.ts'],
    ['config/check.ts', '../index-ts'],
    ['config/check.ts', 'ab/tools/cli/x.ts'],
  ])('%s: %s', async (file, imported) => {
    expect(await saidOf(file, imported)).toEqual([]);
  });
});
