// The `pulumi` of `npm run shell`: commands that change or preview a stack of this project go through their wrappers,
// which set the same environment and have the same guards; all else goes to Pulumi as it is.
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { runCommand } from '../../lib/command-line/command.ts';
import { runInForeground } from '../../lib/foreground.ts';
import { findOnPath, pathWithout } from '../../lib/on-path.ts';
import { projectRoot, shellBinDir } from '../../lib/paths.ts';
import { runProgram } from '../../lib/program.ts';
import { program } from '../program.ts';
import { guardedCall } from './guarded.ts';

/** Names under which Pulumi looks for a project. */
const projectFiles = ['Pulumi.yaml', 'Pulumi.yml', 'Pulumi.json'];

/** The folder of the nearest project, as Pulumi finds it. */
function projectOf(folder: string): string | undefined {
  if (projectFiles.some((name) => existsSync(join(folder, name)))) return folder;
  return dirname(folder) === folder ? undefined : projectOf(dirname(folder));
}

function isThisProject(folder: string): boolean {
  const absolute = resolve(folder);
  return existsSync(absolute) && projectOf(realpathSync(absolute)) === realpathSync(projectRoot);
}

await runProgram(async (words) => {
  // Nothing below this process may find this command in the place of Pulumi.
  process.env['PATH'] = pathWithout(shellBinDir);
  const call = guardedCall(words);
  if (call && isThisProject(call.folder ?? '.')) return runCommand(program, [call.command, ...call.rest]);
  const pulumi = findOnPath('pulumi');
  if (pulumi === undefined)
    throw new Error('There is no pulumi on your PATH any more. Open the shell again.');
  return runInForeground([pulumi, ...words]);
});
