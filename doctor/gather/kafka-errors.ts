// Error codes of Kafka's protocol, by name.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

const { errorCodes } = require('kafkajs/src/protocol/error') as {
  errorCodes: { code: number; type: string }[];
};

/** Kafka's name of an error code. */
export function errorName(code: number): string {
  return errorCodes.find((one) => one.code === code)?.type ?? `error ${code}`;
}

/** A broker's own refusal. */
export class KafkaError extends Error {
  readonly code: number;

  constructor(code: number) {
    super(errorName(code));
    this.code = code;
  }
}

export const unsupportedVersion = 35;
export const unknownTopic = 3;

/** @throws KafkaError for any code but that of success */
export function failFor(code = 0): void {
  if (code !== 0) throw new KafkaError(code);
}
