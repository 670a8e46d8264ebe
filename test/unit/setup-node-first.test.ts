// Does not prove: that Pulumi's language host starts the Node.js that it finds first.
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { nodeFirst, pulumiEnvironment } from '../../setup/pulumi-environment.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const temporary = temporaryFolder();
const folderOfThis = dirname(process.execPath);

it('puts the Node.js that runs this before one that lies beside the user’s pulumi', () => {
  const besidePulumi = mkdtempSync(join(temporary, 'bin-'));
  writeFileSync(join(besidePulumi, 'node'), '#!/bin/sh\n');
  chmodSync(join(besidePulumi, 'node'), 0o755);
  expect(nodeFirst([besidePulumi])).toEqual([folderOfThis, besidePulumi]);
  expect(pulumiEnvironment([besidePulumi])['PATH']?.split(delimiter)[0]).toBe(folderOfThis);
});
