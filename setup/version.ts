// Versions of command line tools: read from what they print, and compared.

/** Major, minor, patch. */
export type Version = readonly [number, number, number];

/** The first version in a text such as `v3.259.0` or `pulumi version v3.200.1-dev`; undefined if there is none. */
export function parseVersion(text: string): Version | undefined {
  const found = /(\d+)\.(\d+)\.(\d+)/.exec(text);
  return found ? [Number(found[1]), Number(found[2]), Number(found[3])] : undefined;
}

/** True if `version` is `oldest` or newer. A pre-release counts as the release that it leads to. */
export function isAtLeast(version: Version, oldest: Version): boolean {
  for (const [index, part] of version.entries()) {
    const other = oldest[index] ?? 0;
    if (part !== other) return part > other;
  }
  return true;
}
