// Who tries a change, as hosts note it for other operators.
import { hostname, userInfo } from 'node:os';

export function operatorName(): string {
  return `${userInfo().username}@${hostname()}`.replaceAll(/[^\w.@-]/g, '-');
}
