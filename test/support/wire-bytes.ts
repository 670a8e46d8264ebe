// Bytes as Kafka's protocol has them (https://kafka.apache.org/protocol.html), in the formats before the compact ones.

export function int(bytes: number, value: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeIntBE(value, 0, bytes);
  return buffer;
}

export const string = (text: string | null): Buffer =>
  text === null ? int(2, -1) : Buffer.concat([int(2, text.length), Buffer.from(text)]);

export const list = (items: Buffer[]): Buffer => Buffer.concat([int(4, items.length), ...items]);

/** The answer to the request that scripts give the correlation id 2. */
export function answerBytes(...parts: Buffer[]): Buffer {
  const body = Buffer.concat([int(4, 2), ...parts]);
  return Buffer.concat([int(4, body.length), body]);
}
