// Whether a text is well-formed XML, as far as ours uses it: no document types, processing instructions or CDATA.
const name = '[A-Za-z_][A-Za-z0-9_.-]*';
const token = new RegExp(
  [
    // No two dashes within, and none before the end (XML 1.0, section 2.5).
    '<!--(?:[^-]|-[^-])*-->',
    `</(?<close>${name})\\s*>`,
    `<(?<open>${name})(?<attributes>(?:\\s+${name}="[^"<&]*")*)\\s*(?<empty>/)?>`,
    '[^<&]+',
  ].join('|'),
  'y',
);

/** @returns what is wrong first, with what stands there; undefined where nothing is */
export function malformed(xml: string): string | undefined {
  const prolog = '<?xml version="1.0" encoding="utf-8"?>\n';
  if (!xml.startsWith(prolog)) return 'no XML declaration';
  const open: string[] = [];
  let roots = 0;
  token.lastIndex = prolog.length;
  while (token.lastIndex < xml.length) {
    const at = xml.slice(token.lastIndex, token.lastIndex + 60);
    const match = token.exec(xml);
    if (!match) return `neither element, text nor comment: ${at}`;
    const { open: opened, close, attributes = '', empty } = match.groups ?? {};
    const names = [...attributes.matchAll(new RegExp(`(${name})=`, 'g'))].map(([, one]) => one);
    if (new Set(names).size !== names.length) return `an attribute twice: ${at}`;
    const isText = !match[0].startsWith('<') && match[0].trim() !== '';
    if (isText && open.length === 0) return `text outside of all elements: ${at}`;
    if (opened && open.length === 0) roots++;
    if (opened && !empty) open.push(opened);
    if (close && open.pop() !== close) return `closes what is not open: ${at}`;
  }
  if (open.length > 0) return `not closed: ${open.join(', ')}`;
  return roots === 1 ? undefined : `${roots} elements at the top`;
}
