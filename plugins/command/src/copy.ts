// command:remote:CopyToRemote: copies a file to a host.
import { reveal, same, type Props } from '../../shared/wire.ts';
import { readConnection } from './connection.ts';
import { withLink } from './link.ts';
import type { Operation } from './operation.ts';
import { Transfer } from './transfer.ts';

/** Copies, always. @returns the outputs for the state */
export async function createCopy(inputs: Props, operation: Operation): Promise<Props> {
  const { path } = reveal(inputs['source']) as { path: string };
  try {
    await withLink(readConnection(inputs['connection']), operation, async (link) => {
      const transfer = await Transfer.start(link);
      await transfer.writeFile(path, reveal(inputs['remotePath']) as string);
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
