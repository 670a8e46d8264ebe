// The DNAT rules of a gateway that is ours to write.
import * as pulumi from '@pulumi/pulumi';
import type { PortMapEntry } from '../config/plan/types.ts';
import { portMapDocument, portMapTable } from '../templates/port-map.ts';
import { hostCommand, type HostCommandArgs } from './host/host-command.ts';
import type { Opened } from './host/opened.ts';
import type { HostSession } from './host/session.ts';

export interface GatewayPortMapArgs {
  session: HostSession;
  entries: PortMapEntry[];
}

/** Maps what is new beside what was mapped before; {@link withdraw} is the end of the latter. */
export class GatewayPortMap extends pulumi.ComponentResource implements Opened {
  private readonly rules: Omit<HostCommandArgs, 'kind'>;

  private readonly name: string;

  constructor(name: string, args: GatewayPortMapArgs, options?: pulumi.ComponentResourceOptions) {
    super('kafka-proxied:index:GatewayPortMap', name, {}, options);
    this.name = name;
    this.rules = { session: args.session, unit: portMapTable, document: portMapDocument(args.entries) };
    hostCommand(`${name}-rules`, { ...this.rules, kind: 'portmap' }, { parent: this });
    this.registerOutputs({});
  }

  withdraw(after: pulumi.Resource[]): void {
    hostCommand(
      `${this.name}-withdrawn`,
      { ...this.rules, kind: 'portmap-withdrawn', removes: false },
      { parent: this, dependsOn: after },
    );
  }
}
