// Frames of LZ4 (lz4_Frame_format.md, lz4_Block_format.md of the LZ4 project) as Kafka has them: blocks that stand alone.

/** Version 1, blocks that stand alone; at most 64 KiB each; and the check byte of just these two. */
const header = Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82]);
const blockBytes = 0x10000;
const storedBit = 0x80000000;

/** A block that is one run of literals: whoever reads it needs a decompressor, whoever writes it none. */
function literals(data: Buffer): Buffer {
  const rest = data.length - 15;
  if (rest < 0) return Buffer.concat([Buffer.from([data.length << 4]), data]);
  const lengths = Buffer.alloc(Math.floor(rest / 255) + 1, 255);
  lengths[lengths.length - 1] = rest % 255;
  return Buffer.concat([Buffer.from([0xf0]), lengths, data]);
}

export function lz4Frame(data: Buffer): Buffer {
  const parts: Buffer[] = [header];
  for (let at = 0; at < data.length; at += blockBytes) {
    const plain = data.subarray(at, at + blockBytes);
    const packed = literals(plain);
    const size = Buffer.alloc(4);
    // What has grown beyond a block's size is stored as it is.
    const isStored = packed.length > blockBytes;
    size.writeUInt32LE(isStored ? (plain.length | storedBit) >>> 0 : packed.length);
    parts.push(size, isStored ? plain : packed);
  }
  return Buffer.concat([...parts, Buffer.alloc(4)]);
}

/** @throws Error where it is none */
export function readLz4Frame(frame: Buffer): Buffer {
  if (frame.readUInt32LE(0) !== header.readUInt32LE(0)) throw new Error('this is no LZ4 frame');
  const flags = frame.readUInt8(4);
  const [hasBlockSum, hasSize, hasDictionary] = [flags & 0x10, flags & 0x08, flags & 0x01];
  let at = 6 + (hasSize ? 8 : 0) + (hasDictionary ? 4 : 0) + 1;
  const out: number[] = [];
  while (at + 4 <= frame.length) {
    const size = frame.readUInt32LE(at);
    if (size === 0) break;
    const length = size & ~storedBit;
    const block = frame.subarray(at + 4, at + 4 + length);
    if (size & storedBit) for (const byte of block) out.push(byte);
    else readBlock(block, out);
    at += 4 + length + (hasBlockSum ? 4 : 0);
  }
  return Buffer.from(out);
}

/** Appends what a block holds: runs of literals, each but the last with a copy of what came before. */
function readBlock(block: Buffer, out: number[]): void {
  let at = 0;
  const lengthOf = (nibble: number): number => {
    let length = nibble;
    if (nibble < 15) return length;
    for (let more = 255; more === 255;) length += more = block.readUInt8(at++);
    return length;
  };
  while (at < block.length) {
    const token = block.readUInt8(at++);
    const end = lengthOf(token >> 4);
    for (const byte of block.subarray(at, at + end)) out.push(byte);
    at += end;
    if (at >= block.length) return;
    const distance = block.readUInt16LE(at);
    at += 2;
    const from = out.length - distance;
    if (distance === 0 || from < 0) throw new Error('this LZ4 block is damaged');
    const count = lengthOf(token & 0x0f) + 4;
    for (let i = 0; i < count; i++) out.push(out[from + i] ?? 0);
  }
}
