// Keys and certificates that openssl makes in a moment, for tests of what is done with them.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Identity } from '../../templates/identity.ts';

export interface Authority {
  certificate: string;
  key: string;
}

function inFolder<T>(make: (file: (name: string) => string, openssl: (...args: string[]) => void) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'kafka-proxied-certificates-'));
  try {
    const file = (name: string): string => join(folder, name);
    return make(file, (...args) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'key'];

/** @param days until its end; negative: it has ended */
export function makeAuthority(name: string, days = 2): Authority {
  return inFolder((file, openssl) => {
    const extensions = [
      '-addext',
      'basicConstraints=critical,CA:TRUE',
      '-addext',
      'keyUsage=keyCertSign,cRLSign',
    ];
    openssl('req', ...newKey, '-subj', `/CN=${name}`, ...extensions, '-out', 'csr');
    // A certificate that has ended is made from a request alone.
    const signed = ['-signkey', 'key', '-days', String(days), '-copy_extensions', 'copy'];
    openssl('x509', '-req', '-in', 'csr', ...signed, '-out', 'crt');
    return { certificate: readFileSync(file('crt'), 'utf8'), key: readFileSync(file('key'), 'utf8') };
  });
}

/**
 * A node's identity, signed by the authority.
 * @param names names and addresses as openssl writes them, such as `IP:127.0.0.1`
 * @param days until its end; negative: it has ended
 */
export function makeIdentity(
  { certificate, key }: Authority,
  name: string,
  names?: string,
  days = 1,
): Identity {
  return inFolder((file, openssl) => {
    execFileSync('sh', ['-c', 'cat >ca.key'], { cwd: file('.'), input: key });
    execFileSync('sh', ['-c', 'cat >ca.crt'], { cwd: file('.'), input: certificate });
    const extension = names === undefined ? [] : ['-addext', `subjectAltName=${names}`];
    openssl('req', ...newKey, '-subj', `/CN=${name}`, ...extension, '-out', 'csr');
    const signed = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-days', String(days), '-copy_extensions', 'copy'];
    openssl('x509', '-req', '-in', 'csr', ...signed, '-out', 'crt');
    return {
      key: readFileSync(file('key'), 'utf8'),
      certificate: readFileSync(file('crt'), 'utf8'),
      authorities: certificate,
    };
  });
}
