// Java properties files: sorted, with a header, every value literal.

/** First line of every file that is written to a host. */
export const managedHeader = '# managed by kafka-proxied: edits are undone by the next pulumi up';

function escapeCharacter(character: string): string {
  const code = character.charCodeAt(0);
  if (character === '\\') return '\\\\';
  return code >= 0x20 && code <= 0x7e ? character : `\\u${code.toString(16).padStart(4, '0')}`;
}

function escapeKey(key: string): string {
  return [...key.replace(/[^]/g, escapeCharacter)].map((c) => (/[ :=#!]/.test(c) ? `\\${c}` : c)).join('');
}

function escapeValue(value: string): string {
  // Java skips white space before a value, and a backslash keeps it.
  return value.replace(/[^]/g, escapeCharacter).replace(/^ /, '\\ ');
}

/** Renders properties in the order of their names, so that a reordered config changes nothing. */
export function renderProperties(properties: Record<string, string>): string {
  const lines = Object.keys(properties)
    .sort()
    .map((key) => `${escapeKey(key)}=${escapeValue(properties[key] ?? '')}`);
  return [managedHeader, ...lines, ''].join('\n');
}
