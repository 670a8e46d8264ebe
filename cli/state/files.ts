// The files of one stack in Pulumi's file backend, as paths in it.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectName } from '../../config/problem.ts';

/** Tells Pulumi the layout of the folder. Without it, Pulumi takes a folder that holds anything for one of the old layout. */
export const layoutFile = join('.pulumi', 'meta.yaml');

const stacksFolder = join('.pulumi', 'stacks', projectName);

/** The lock files of a stack. */
export function locksFolder(stack: string): string {
  return join('.pulumi', 'locks', 'organization', projectName, stack);
}

/** Folders of a stack alone; not all are there. */
export function foldersOf(stack: string): string[] {
  return [
    ...['history', 'backups'].map((kind) => join('.pulumi', kind, projectName, stack)),
    locksFolder(stack),
  ];
}

/**
 * Files that hold a stack's state: `.json`, or compressed (PULUMI_DIY_BACKEND_GZIP, PULUMI_DIY_BACKEND_ZSTD) with another ending
 * behind that; its copy, `.bak`, and attributes beside it.
 */
export function filesOf(stack: string, stateDir: string): string[] {
  return stateFiles(stateDir)
    .filter((name) => stackOf(name) === stack)
    .map((name) => join(stacksFolder, name));
}

/** Of {@link filesOf}, the state itself; undefined where the backend does not have the stack. */
export function checkpointOf(stack: string, stateDir: string): string | undefined {
  return filesOf(stack, stateDir).find(isCheckpoint);
}

/** Names of the stacks that a backend has. */
export function stacksIn(stateDir: string): string[] {
  return [...new Set(stateFiles(stateDir).filter(isCheckpoint).map(stackOf))];
}

function isCheckpoint(name: string): boolean {
  return !/\.(?:bak|attrs)$/.test(name);
}

function stateFiles(stateDir: string): string[] {
  const folder = join(stateDir, stacksFolder);
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.includes('.json')) : [];
}

function stackOf(fileName: string): string {
  return fileName.slice(0, fileName.indexOf('.json'));
}
