// Errors that the engine shows to people: a message, no stack.

/** A failure that the user can do something about; the engine prints its message. */
export class ProviderError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ProviderError';
    this.stack = message;
  }
}

/** The message of anything that was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
