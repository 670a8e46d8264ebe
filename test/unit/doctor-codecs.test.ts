// Proves that doctor's codecs read what they write, and what others wrote; that Kafka reads it, the lab proves.
import { createRequire } from 'node:module';
import { decompress } from 'fzstd';
import { describe, expect, it } from 'vitest';
import { codecNames, codecNumber, teachCodecs, zstdFrame } from '../../doctor/gather/codecs.ts';
import { lz4Frame, readLz4Frame } from '../../doctor/gather/lz4.ts';

teachCodecs();
const { Codecs } = createRequire(import.meta.url)('kafkajs/src/protocol/message/compression') as {
  Codecs: Record<
    number,
    () => {
      compress: (of: { buffer: Buffer }) => Promise<Buffer>;
      decompress: (data: Buffer) => Promise<Buffer>;
    }
  >;
};

const sizes = [0, 1, 14, 15, 16, 269, 270, 271, 65_535, 65_536, 65_537, 200_000];
const bytes = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, i) => (i * i) % 251));

describe('a codec', () => {
  it.each(codecNames.flatMap((name) => sizes.map((size) => [name, size] as const)))(
    '%s gives %d bytes back',
    async (name, size) => {
      const codec = Codecs[codecNumber[name]]?.();
      const packed = await codec?.compress({ buffer: bytes(size) });
      expect((await codec?.decompress(packed ?? Buffer.alloc(0)))?.equals(bytes(size))).toBe(true);
    },
  );

  it('of zstd is read by another’s reader', () => {
    for (const size of sizes)
      expect(Buffer.from(decompress(zstdFrame(bytes(size)))).equals(bytes(size))).toBe(true);
  });

  it('of snappy reads a bare block, as librdkafka writes it', async () => {
    // Length 5; one run of 5 literals.
    const block = Buffer.from([5, 4 << 2, ...Buffer.from('kafka')]);
    expect(String(await Codecs[codecNumber.snappy]?.().decompress(block))).toBe('kafka');
  });

  it('of LZ4 reads copies of what came before, in frames with sums and sizes', () => {
    // Two literals, then 6 bytes from 2 before: abababab; a last literal.
    const block = Buffer.from([0x22, 0x61, 0x62, 0x02, 0x00, 0x10, 0x63]);
    const frame = Buffer.concat([
      Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x7c, 0x40, 9, 0, 0, 0, 0, 0, 0, 0, 0x00]),
      ...[Buffer.from([block.length, 0, 0, 0]), block, Buffer.from([1, 2, 3, 4])],
      Buffer.from([0, 0, 0, 0, 5, 6, 7, 8]),
    ]);
    expect(String(readLz4Frame(frame))).toBe('ababababc');
  });

  it('of LZ4 refuses what is none', () => {
    expect(() => readLz4Frame(Buffer.from('no frame at all'))).toThrow('this is no LZ4 frame');
    expect(lz4Frame(Buffer.alloc(0)).length).toBe(11);
  });
});
