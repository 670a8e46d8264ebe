// The codecs of Kafka that kafkajs leaves to others: what doctor produces by them, and how it reads records of anybody's.
import { createRequire } from 'node:module';
import { decompress as readZstd } from 'fzstd';
import { lz4Frame, readLz4Frame } from './lz4.ts';

const require = createRequire(import.meta.url);

/** By Kafka's names (`compression.type`). */
export const codecNames = ['gzip', 'snappy', 'lz4', 'zstd'] as const;
export type CodecName = (typeof codecNames)[number];

/** Kafka's number of a codec, in a batch's attributes. */
export const codecNumber: Record<CodecName, number> = { gzip: 1, snappy: 2, lz4: 3, zstd: 4 };

/** The first version of the Produce request that a codec may come in; kafkajs compresses nothing before 2. */
export const firstProduceVersion: Record<CodecName, number> = { gzip: 2, snappy: 2, lz4: 2, zstd: 7 };

interface Codec {
  compress: (encoder: { buffer: Buffer }) => Promise<Buffer>;
  decompress: (data: Buffer) => Promise<Buffer>;
}

const snappy = require('snappyjs') as {
  compress: (data: Buffer) => Buffer;
  uncompress: (data: Buffer) => Buffer;
};

/** Java's snappy streams begin so, and go on with blocks, each behind its length; librdkafka writes one bare block. */
const snappyStream = Buffer.from('\x82SNAPPY\0', 'latin1');
const snappyHeaderBytes = 16;

function snappyFrame(data: Buffer): Buffer {
  const header = Buffer.alloc(snappyHeaderBytes + 4);
  const block = snappy.compress(data);
  snappyStream.copy(header);
  // Its version, and the oldest one that reads it.
  header.writeInt32BE(1, 8);
  header.writeInt32BE(1, 12);
  header.writeInt32BE(block.length, snappyHeaderBytes);
  return Buffer.concat([header, block]);
}

function readSnappy(data: Buffer): Buffer {
  if (!data.subarray(0, snappyStream.length).equals(snappyStream)) return snappy.uncompress(data);
  const blocks: Buffer[] = [];
  for (let at = snappyHeaderBytes; at + 4 <= data.length;) {
    const end = at + 4 + data.readInt32BE(at);
    blocks.push(snappy.uncompress(data.subarray(at + 4, end)));
    at = end;
  }
  return Buffer.concat(blocks);
}

/** Most of what a raw block of zstd holds (RFC 8878, 3.1.1.2.4). */
const zstdBlockBytes = 0x20000;

/**
 * A frame of one segment whose blocks are stored as they are (RFC 8878): whoever reads it needs all of zstd, whoever writes it
 * nothing.
 */
export function zstdFrame(data: Buffer): Buffer {
  const header = Buffer.alloc(9);
  header.writeUInt32LE(0xfd2fb528, 0);
  // Content size in 4 bytes; one segment, so no window is told.
  header.writeUInt8(0xa0, 4);
  header.writeUInt32LE(data.length, 5);
  const blocks: Buffer[] = [header];
  for (let at = 0; at === 0 || at < data.length; at += zstdBlockBytes) {
    const block = data.subarray(at, at + zstdBlockBytes);
    const isLast = at + zstdBlockBytes >= data.length;
    const head = Buffer.alloc(3);
    head.writeUIntLE((block.length << 3) | (isLast ? 1 : 0), 0, 3);
    blocks.push(head, block);
  }
  return Buffer.concat(blocks);
}

const own: Record<Exclude<CodecName, 'gzip'>, Codec> = {
  snappy: {
    compress: async ({ buffer }) => snappyFrame(buffer),
    decompress: async (data) => readSnappy(data),
  },
  lz4: {
    compress: async ({ buffer }) => lz4Frame(buffer),
    decompress: async (data) => readLz4Frame(data),
  },
  zstd: {
    compress: async ({ buffer }) => zstdFrame(buffer),
    decompress: async (data) => Buffer.from(readZstd(data)),
  },
};

/** Gives kafkajs the codecs that it lacks. */
export function teachCodecs(): void {
  const { Codecs } = require('kafkajs/src/protocol/message/compression') as {
    Codecs: Record<number, () => Codec>;
  };
  for (const [name, codec] of Object.entries(own)) Codecs[codecNumber[name as CodecName]] = () => codec;
}
