// Moves the bytes of a file by SFTP.
import { open } from 'node:fs/promises';
import type { SFTPWrapper } from 'ssh2';
import { ProviderError, reasonOf } from '../../shared/errors.ts';
import type { Link } from './link.ts';

/** What every SSH server takes as one packet; larger ones are cut again below. */
const chunkBytes = 32 * 1024;
/** Chunks on their way at once: fills a link of 1 Gbit/s with 16 ms, or 100 Mbit/s with 160 ms, of delay. */
const chunksInFlight = 64;

type Done<T> = (error: Error | null | undefined, value: T) => void;

/** SFTP over one connection, with promises that fail when the connection does, and errors that name the path. */
export class Transfer {
  private readonly link: Link;
  private readonly sftp: SFTPWrapper;

  private constructor(link: Link, sftp: SFTPWrapper) {
    this.link = link;
    this.sftp = sftp;
  }

  static async start(link: Link): Promise<Transfer> {
    const sftp = await link.request<SFTPWrapper>('start SFTP', (done) => link.client.sftp(done));
    sftp.on('error', () => {}); // pending requests are failed by ssh2, with the same reason
    return new Transfer(link, sftp);
  }

  /** Writes a local file over what is there, a part at a time: memory does not grow with its size. */
  async writeFile(source: string, path: string): Promise<void> {
    const file = await open(source, 'r');
    try {
      const { size } = await file.stat();
      await this.write(path, size, async (into, at) => {
        const { bytesRead } = await file.read(into, 0, into.length, at);
        if (bytesRead === into.length) return;
        throw new ProviderError(`${source} became shorter while it was copied to ${path}`);
      });
    } finally {
      await file.close();
    }
  }

  private async write(
    path: string,
    size: number,
    read: (into: Buffer, at: number) => Promise<unknown>,
  ): Promise<void> {
    const handle = await this.ask<Buffer>(`create remote file ${path}`, (done) =>
      this.sftp.open(path, 'w', done),
    );
    let next = 0;
    let broken = false;
    const worker = async (): Promise<void> => {
      const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, size));
      while (next < size && !broken) {
        const at = next;
        const part = buffer.subarray(0, Math.min(chunkBytes, size - at));
        next += part.length;
        await read(part, at);
        await this.ask(`write to ${path}`, (done) =>
          this.sftp.write(handle, part, 0, part.length, at, (error) => done(error, undefined)),
        );
      }
    };
    const workers = Array.from({ length: Math.min(chunksInFlight, Math.ceil(size / chunkBytes)) }, worker);
    try {
      await Promise.all(workers);
    } catch (error) {
      broken = true;
      await Promise.allSettled(workers);
      throw await this.orFull(error, path);
    }
    await this.ask(`finish ${path}`, (done) => this.sftp.close(handle, (error) => done(error, undefined)));
  }

  /** A full disk is a mere "Failure" in SFTP, so OpenSSH's servers are asked for the room that is left. */
  private async orFull(error: unknown, path: string): Promise<unknown> {
    const folder = path.replace(/\/[^/]*$/, '') || '/';
    try {
      const { f_bavail, f_frsize } = await this.ask<{ f_bavail: number; f_frsize: number }>(
        `look for room in ${folder}`,
        (done) => this.sftp.ext_openssh_statvfs(folder, done as never),
      );
      const kib = Math.floor((f_bavail * f_frsize) / 1024);
      if (kib >= chunkBytes / 1024) return error;
      return new ProviderError(`${reasonOf(error)}: the file system of ${folder} is full (${kib} KiB free)`);
    } catch {
      return error;
    }
  }

  private async ask<T>(what: string, start: (done: Done<T>) => void): Promise<T> {
    const answer = new Promise<T>((resolve, reject) =>
      start((error, value) =>
        error ? reject(new ProviderError(`failed to ${what}: ${reasonOf(error)}`)) : resolve(value),
      ),
    );
    return await this.link.during(answer);
  }
}
