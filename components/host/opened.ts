// What a host does for clients in two steps: new ways are opened before brokers switch to them, old ones are closed when all have.
import type * as pulumi from '@pulumi/pulumi';

/** A component that has opened the new ways, and left the old ones as they were. */
export interface Opened {
  /**
   * Makes the step that closes the old ways. A run that is broken off before it leaves both.
   * @param after what must be done first: everything by which brokers and clients come to use the new ways
   */
  withdraw(after: pulumi.Resource[]): void;
}
