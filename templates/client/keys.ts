// The certificates that a client trusts, and its own key and certificate.
import type { Document } from '../document.ts';
import type { ClusterTls } from '../../config/topology.ts';
import { clientKeyFiles, type Identity, identityFile } from '../keys.ts';
import { authoritySettings } from '../stores.ts';

/**
 * The document for `kind-client-keys.sh`; a secret where it holds an identity.
 * @param reader login user, who may read the key beside the service user's group
 * @param authorities certificates that the client trusts, PEM
 */
export function clientKeysDocument(
  reader: string,
  tls: ClusterTls,
  authorities: string,
  identity?: Identity,
): Document {
  return {
    settings: { reader, ...authoritySettings(tls, identity !== undefined) },
    files: {
      [clientKeyFiles.authorities]: authorities,
      ...(identity && { [clientKeyFiles.identity]: identityFile(identity) }),
    },
  };
}
