// A figure of an update that does something is no figure of one that has nothing to do.

/** @throws Error with the end of what `up` printed, if it changed something. @param what is measured, for people */
export function requireUnchanged(what: string, output: string): void {
  const [, summary = ''] = output.split(/^Resources:$/m);
  if (!/^\s*\d+ unchanged\s*$/m.test(summary) || /updated|created|deleted|replaced/.test(summary))
    throw new Error(`The second up of ${what} changed something:\n${output.slice(-4000)}`);
}
