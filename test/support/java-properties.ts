// Reads a properties file by the rules of java.util.Properties.load (Java SE API documentation), for what we write:
// one line a property, without continuation lines.

function unescaped(text: string): string {
  const letters: Record<string, string> = { t: '\t', n: '\n', r: '\r', f: '\f' };
  return text.replaceAll(/\\(?:u([0-9a-f]{4})|([^]))/gi, (_, hex: string | undefined, letter: string) =>
    hex === undefined ? (letters[letter] ?? letter) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** Properties by name. */
export function readProperties(text: string): Record<string, string> {
  const pairs = text
    .split(/\r\n|\r|\n/)
    .map((line) => line.replace(/^[ \t\f]+/, ''))
    .filter((line) => line !== '' && !/^[#!]/.test(line))
    .map((line) => {
      const key = /^(?:\\[^]|[^\\=: \t\f])*/.exec(line)?.[0] ?? '';
      const value = line.slice(key.length).replace(/^[ \t\f]*[=:]?[ \t\f]*/, '');
      return [unescaped(key), unescaped(value)] as const;
    });
  return Object.fromEntries(pairs);
}
