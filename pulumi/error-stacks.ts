// Node.js 20 never comes to the end of a stack frame whose file lies right in a package's scope, as in
// node_modules/@pulumi/resource.ts: util.inspect, with colors, fills the memory for 20 s and gives up. Source maps name
// such files, and Pulumi inspects each error that a program throws before it shows it.

/** A path that ends right below node_modules, or below a scope there. */
const endsInScope = /node_modules([/\\])(?=(?:@[^/\\\n]+[/\\])?[^/\\\n]+$)/gm;

/** The same places in a form that `util.inspect` of Node.js 20 gets through. */
export function inspectable(stack: string): string {
  return stack.replace(endsInScope, 'node_modules$1.$1');
}

/** From now on, stacks that source maps take part in are {@link inspectable}; without them no file lies there. */
export function writeInspectableStacks(): void {
  const before = Error.prepareStackTrace?.bind(Error);
  if (!before) return;
  Error.prepareStackTrace = (error, sites) => {
    const stack: unknown = before(error, sites);
    return typeof stack === 'string' ? inspectable(stack) : stack;
  };
}
