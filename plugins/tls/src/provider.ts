// What kafka-proxied uses of @pulumi/tls.
import { ValueProvider } from '../../shared/value-provider.ts';
import { certRequestKind } from './cert-request.ts';
import { locallySignedCertKind } from './locally-signed-cert.ts';
import { privateKeyKind } from './private-key.ts';
import { selfSignedCertKind } from './self-signed-cert.ts';

/** The release of the npm package, which asks the engine for a plugin of the same version. */
export const packageVersion = '5.6.1';

/** @param now the time in milliseconds, from which validity and renewal count */
export function newTlsProvider(now: () => number = Date.now): ValueProvider {
  return new ValueProvider('tls', packageVersion, {
    'tls:index/certRequest:CertRequest': certRequestKind,
    'tls:index/locallySignedCert:LocallySignedCert': locallySignedCertKind(now),
    'tls:index/privateKey:PrivateKey': privateKeyKind,
    'tls:index/selfSignedCert:SelfSignedCert': selfSignedCertKind(now),
  });
}
