// The certificates that a client trusts, and its own key and certificate.
import type { CaIds } from '../../config/topology.ts';
import { can } from '../../config/versions.ts';
import type { Document } from '../document.ts';
import { type Identity, identityFile, isKept, keeping } from '../identity.ts';
import { clientKeyFiles, clientStorePassword } from '../keys.ts';
import { authorityParams } from '../stores.ts';

/**
 * The document for `kind-client-keys.sh`; a secret where it holds an identity.
 * @param reader login user, who may read the key beside the service user's group
 * @param version of the cluster
 * @param caIds of the CAs that the cluster trusts
 * @param authorities certificates that the client trusts, PEM
 */
export function clientKeysDocument(
  reader: string,
  version: string,
  caIds: CaIds,
  authorities: string,
  identity?: Identity,
): Document {
  return {
    params: {
      reader,
      ...authorityParams(caIds, identity !== undefined),
      ...(identity && keeping(identity)),
      ...(!can(version, 'pemStores') && { store_password: clientStorePassword }),
    },
    files: {
      [clientKeyFiles.authorities]: authorities,
      ...(identity && !isKept(identity) && { [clientKeyFiles.identity]: identityFile(identity) }),
    },
  };
}
