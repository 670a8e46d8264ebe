// Shell quoting, decided once.

/** Quotes one word for a POSIX shell: the shell sees exactly this text. */
export function shellQuote(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** One command line of words. */
export function shellJoin(words: readonly string[]): string {
  return words.map(shellQuote).join(' ');
}
