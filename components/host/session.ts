// One host during one run: how to connect, what was found there, and the order of what happens on it.
import { readFileSync } from 'node:fs';
import type { remote } from '@pulumi/command';
import * as pulumi from '@pulumi/pulumi';
import type { Host } from '../../config/topology.ts';
import type { HostFacts } from '../../probe/facts.ts';

/** Constants: a changed connection would run every resource again. Dialling is bounded, and tried once: preflight came first. */
const dialSeconds = 15;
const dialRetries = 0;

export class HostSession {
  readonly connection: remote.CommandArgs['connection'];

  /** What ran last on this host, and what ran beside it: the next resource waits for all of it. */
  private last: pulumi.Resource[] = [];

  readonly host: Host;
  readonly facts: HostFacts | undefined;
  readonly now: Date;
  private readonly recorded: ReadonlySet<string>;

  /**
   * @param host a managed host
   * @param facts what the probe found; undefined in an offline preview
   * @param now time of this run, for fresh stamps
   * @param recorded names of the resources in the stack's state; looked at for an abandoned host
   */
  constructor(
    host: Host,
    facts: HostFacts | undefined,
    now: Date,
    recorded: ReadonlySet<string> = new Set(),
  ) {
    this.host = host;
    this.facts = facts;
    this.now = now;
    this.recorded = recorded;
    const access = host.ssh;
    if (!access) throw new Error(`host ${host.id} is not managed: nothing can be put there`);
    this.connection = {
      host: host.address,
      port: access.port,
      user: access.user,
      hostKey: access.hostKey,
      perDialTimeout: dialSeconds,
      dialErrorLimit: dialRetries,
      // An agent keeps the key out of the state.
      ...(access.agentSocket
        ? { agentSocketPath: access.agentSocket }
        : { privateKey: pulumi.secret(readFileSync(access.privateKeyFile ?? '', 'utf8')) }),
    };
  }

  /** Whether a resource is made at all: on an abandoned host, what is recorded stays, and nothing is added. */
  makes(name: string): boolean {
    return !this.host.abandoned || this.recorded.has(name);
  }

  /** What a new resource on this host must wait for. */
  dependencies(): pulumi.Resource[] {
    return [...this.last];
  }

  /** Puts a resource at the end of this host's order. */
  append(resource: pulumi.Resource): void {
    this.last = [resource];
  }

  /** Puts a resource beside the last one of this host's order. */
  appendBeside(resource: pulumi.Resource): void {
    this.last.push(resource);
  }
}
