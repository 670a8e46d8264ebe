// The DNAT rules of a gateway that is ours to write.
import * as pulumi from '@pulumi/pulumi';
import type { PortMapEntry } from '../config/plan/types.ts';
import { portMapDocument, portMapTable } from '../templates/port-map.ts';
import { hostCommand } from './host/host-command.ts';
import type { HostSession } from './host/session.ts';

export interface GatewayPortMapArgs {
  session: HostSession;
  entries: PortMapEntry[];
}

export class GatewayPortMap extends pulumi.ComponentResource {
  constructor(name: string, args: GatewayPortMapArgs, options?: pulumi.ComponentResourceOptions) {
    super('kafka-proxied:index:GatewayPortMap', name, {}, options);
    hostCommand(
      `${name}-rules`,
      { session: args.session, kind: 'portmap', unit: portMapTable, document: portMapDocument(args.entries) },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
