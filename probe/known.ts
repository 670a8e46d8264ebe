// What the stack's state knows of its hosts, for checks that hold the two together.
import { X509Certificate } from 'node:crypto';

export interface KnownState {
  /** How many resources on hosts it has. */
  resources: number;
  /** Certificates of the CAs whose keys it holds; undefined: they can't be read. */
  authorities: X509Certificate[] | undefined;
  /** Where it was looked for, without what a password may stand in; undefined: where pulumi is logged in. */
  backend?: string;
  /** True: somebody said that a state that knows nothing shall take over what hosts hold. */
  adopts: boolean;
}

/** Variable in which the wrapper that started this run hands on its option `--adopt`. */
export const adoptVariable = 'KAFKA_PROXIED_ADOPT';

/**
 * @param resources how many there are on hosts
 * @param authorities certificates of CAs, PEM; undefined: they can't be read
 */
export function knownState(
  resources: number,
  authorities: readonly string[] | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): KnownState {
  const backend = environment['PULUMI_BACKEND_URL'];
  return {
    resources,
    authorities: authorities?.map((pem) => new X509Certificate(pem)),
    ...(backend !== undefined && { backend: withoutUser(backend) }),
    adopts: environment[adoptVariable] !== undefined,
  };
}

function withoutUser(url: string): string {
  return url.replace(/^([a-z0-9+.-]+:\/\/)[^/@]*@/i, '$1').replace(/\?.*$/s, '');
}
