// command:remote:CopyToRemote: copies a file, a directory or a text to a host.
import { readdir, stat } from 'node:fs/promises';
import { basename, join, posix } from 'node:path';
import { ProviderError } from '../../shared/errors.ts';
import { reveal, same, type Props } from '../../shared/wire.ts';
import { readConnection } from './connection.ts';
import { withLink } from './link.ts';
import type { Operation } from './operation.ts';
import { Transfer } from './transfer.ts';

/** Copies, always. @returns the outputs for the state */
export async function createCopy(inputs: Props, operation: Operation): Promise<Props> {
  const source = reveal(inputs['source']) as Props;
  const remotePath = reveal(inputs['remotePath']) as string;
  try {
    await withLink(readConnection(inputs['connection']), operation, async (link) => {
      const transfer = await Transfer.start(link);
      if (typeof source['path'] === 'string') await copyPath(transfer, source['path'], remotePath);
      else await copyText(transfer, textOf(source), remotePath);
    });
  } finally {
    await operation.log.drained();
  }
  return inputs;
}

/** Copies only if the content or the remote path changed: another connection alone moves nothing. */
export async function updateCopy(olds: Props, news: Props, operation: Operation): Promise<Props> {
  const unmoved = ['source', 'remotePath'].every((name) => same(reveal(olds[name]), reveal(news[name])));
  return unmoved ? news : await createCopy(news, operation);
}

function textOf(source: Props): string {
  return typeof source['text'] === 'string' ? source['text'] : '';
}

async function copyText(transfer: Transfer, text: string, path: string): Promise<void> {
  const kind = await transfer.kind(path);
  if (kind === 'directory') {
    throw new ProviderError(`remote path ${path} is a directory: for a text, remotePath must name the file`);
  }
  if (kind === undefined) await transfer.makeDirectories(posix.dirname(path));
  await transfer.writeText(text, path);
}

/**
 * As `cp` would, with one addition: missing parents are made.
 * A file goes to the path, or into it if that is a directory; a directory goes into the path, and without its own
 * name if the source ends with a slash.
 */
async function copyPath(transfer: Transfer, source: string, path: string): Promise<void> {
  const kind = await transfer.kind(path);
  if (!(await stat(source)).isDirectory()) {
    if (kind === undefined) await transfer.makeDirectories(posix.dirname(path));
    const target = kind === 'directory' ? posix.join(path, basename(source)) : path;
    await transfer.writeFile(source, target);
    return;
  }
  await transfer.makeDirectories(path);
  await copyDirectory(transfer, source, source.endsWith('/') ? path : posix.join(path, basename(source)));
}

async function copyDirectory(transfer: Transfer, source: string, target: string): Promise<void> {
  const kind = await transfer.kind(target);
  if (kind === 'other') throw new ProviderError(`remote path ${target} exists but is not a directory`);
  if (kind === undefined) await transfer.makeDirectory(target);
  const entries = await readdir(source, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const from = join(source, entry.name);
    const to = posix.join(target, entry.name);
    if (entry.isDirectory()) await copyDirectory(transfer, from, to);
    else await transfer.writeFile(from, to);
  }
}
