// Keys for SSH servers of our own, in simulations and tests.
import ssh2, { type ParsedKey } from 'ssh2';

const { utils } = ssh2;

export interface SshKey {
  /** Both in OpenSSH's format. */
  private: string;
  public: string;
  parsed: ParsedKey;
}

/** A new ed25519 key. ssh2 makes one in some hundreds that it can't read itself. */
export function newSshKey(): SshKey {
  for (;;) {
    const pair = utils.generateKeyPairSync('ed25519');
    const parsed = utils.parseKey(pair.private);
    if (!(parsed instanceof Error)) return { ...pair, parsed };
  }
}

/** Its public half, as a line to pin. */
export const pinLine = ({ parsed }: SshKey): string =>
  `${parsed.type} ${parsed.getPublicSSH().toString('base64')}`;
