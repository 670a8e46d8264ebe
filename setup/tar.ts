// Writes a tar whose bytes depend on nothing but the names and contents of its files: no times, owners or modes of this
// machine, and not the version of its tar command. So the same jars give the same digest everywhere.
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

const blockSize = 512;

/** One file of the archive. */
export interface TarEntry {
  /** Path inside the archive, at most 100 bytes. */
  readonly name: string;
  /** The file whose content it gets. */
  readonly file: string;
}

/** A ustar header of a plain file: mode 0644, owner root, the time zero of all clocks. */
function header(name: string, size: number): Buffer {
  if (Buffer.byteLength(name) > 100) throw new Error(`the path is too long for a plain tar: ${name}`);
  const block = Buffer.alloc(blockSize);
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, '0')}\0`;
  block.write(name, 0);
  block.write(octal(0o644, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(0, 12), 136);
  block.write('        ', 148);
  block.write('0', 156);
  block.write('ustar\0', 257);
  block.write('00', 263);
  const checksum = block.reduce((sum, byte) => sum + byte, 0);
  block.write(`${checksum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** Writes `entries`, sorted by name, to a new file. */
export async function writeTar(file: string, entries: readonly TarEntry[]): Promise<void> {
  const sorted = entries.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  async function* blocks(): AsyncIterable<Buffer> {
    for (const entry of sorted) {
      const { size } = await stat(entry.file);
      yield header(entry.name, size);
      yield* createReadStream(entry.file) as AsyncIterable<Buffer>;
      yield Buffer.alloc((blockSize - (size % blockSize)) % blockSize);
    }
    yield Buffer.alloc(2 * blockSize);
  }
  await pipeline(blocks, createWriteStream(file));
}
