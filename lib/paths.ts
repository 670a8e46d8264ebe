// Where this checkout keeps what it makes: under .local/, which git ignores. States that are not of the lab lie elsewhere
// (cli/state).
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's root folder. */
export const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Folder of everything made here; removing it is a fresh start. */
export const localDir = join(projectRoot, '.local');

/** Executables of the Pulumi command line that set-up built or downloaded. */
export const pulumiBinDir = join(localDir, 'pulumi', 'bin');

/** First on PATH in `npm run shell`: the `pulumi` that has our guards. */
export const shellBinDir = join(localDir, 'shell', 'bin');

/** PULUMI_HOME of the project's own; the user's ~/.pulumi is never written. */
export const pulumiHome = join(localDir, 'pulumi', 'home');

/** Pulumi's file backend for stacks of the lab: state outlives the lab. */
export const pulumiStateDir = join(localDir, 'pulumi', 'state');

/** Verified Kafka archives, kept between runs. */
export const archiveDir = join(localDir, 'archives');

/** Root image, package repository, hosts, keys of the lab. */
export const labDir = join(localDir, 'lab');
