// A bare host made ready: our scripts, the owner mark, Java, the service user, names, a Kafka version.
import { remote } from '@pulumi/command';
import * as pulumi from '@pulumi/pulumi';
import { javaToInstall } from '../../config/versions.ts';
import { type BaseFacts, baseDocument, renderHostsBlock } from '../../templates/base.ts';
import { renderBootstrap, scriptsHash } from '../../templates/bootstrap.ts';
import { bodyHash, type Document, renderBody } from '../../templates/document.ts';
import { stagedArchive } from '../../config/host-paths.ts';
import { hostCommand, placeOnHost, removeCommand } from './host-command.ts';
import type { Opened } from './opened.ts';
import type { HostSession } from './session.ts';
import { stampFor } from './stamps.ts';

/** A verified Kafka archive on the operator's machine. */
export interface ArchiveToInstall {
  version: string;
  path: string;
  sha256: string;
}

export interface PreparedHostArgs extends Omit<BaseFacts, 'java'> {
  session: HostSession;
  /** The versions that this host needs; none: no Java either. */
  archives: ArchiveToInstall[];
}

/** Knows new names beside those that it knew before; {@link withdraw} is the end of the latter. */
export class PreparedHost extends pulumi.ComponentResource implements Opened {
  private readonly name: string;
  private readonly args: PreparedHostArgs;

  constructor(name: string, args: PreparedHostArgs, options?: pulumi.ComponentResourceOptions) {
    super('kafka-proxied:host:PreparedHost', name, {}, options);
    this.name = name;
    this.args = args;
    this.installScripts(name, args.session);
    // The package manager takes its time for Java; archives are copied meanwhile.
    const scripts = args.session.dependencies();
    hostCommand(
      `${name}-base`,
      { session: args.session, kind: 'base', unit: 'host', document: baseDocument(baseFacts(args)) },
      { parent: this },
    );
    for (const archive of args.archives) this.copyArchive(name, args.session, archive, scripts);
    for (const archive of args.archives) this.installKafka(name, args.session, archive);
    this.registerOutputs({});
  }

  withdraw(after: pulumi.Resource[]): void {
    const { session, names } = this.args;
    const document: Document = { params: {}, files: { hosts: renderHostsBlock(names) } };
    hostCommand(
      `${this.name}-names-withdrawn`,
      { session, kind: 'base-withdrawn', unit: 'host', document, removes: false },
      { parent: this, dependsOn: after },
    );
  }

  /** The only text that runs without our scripts; a changed script is put here and changes no other resource. */
  private installScripts(name: string, session: HostSession): void {
    const install = 'sudo -n bash -s';
    const stamp = stampFor(session.facts?.stamps['bootstrap--scripts'], scriptsHash(), session.now);
    placeOnHost(
      `${name}-scripts`,
      session,
      { parent: this },
      (options) =>
        new remote.Command(
          `${name}-scripts`,
          {
            connection: session.connection,
            create: install,
            update: install,
            delete: removeCommand('bootstrap', 'scripts'),
            stdin: renderBootstrap(`stamp ${stamp}`),
            logging: remote.Logging.Stderr,
            addPreviousOutputInEnv: false,
          },
          options,
        ),
    );
  }

  /**
   * Copies the archive under its checksum. The copy runs again with the unpacking's stamp: CopyToRemote by itself would
   * not notice that a host was rebuilt.
   */
  private copyArchive(
    name: string,
    session: HostSession,
    archive: ArchiveToInstall,
    earlier: pulumi.Resource[],
  ): void {
    const recorded = session.facts?.stamps[`install--${archive.version}`];
    const stamp = stampFor(recorded, bodyHash(renderBody(installDocument(archive))), session.now);
    const copy = `${name}-kafka-${archive.version}-archive`;
    placeOnHost(
      copy,
      session,
      { parent: this },
      (options) =>
        new remote.CopyToRemote(
          copy,
          {
            connection: session.connection,
            source: new pulumi.asset.FileAsset(archive.path),
            remotePath: stagedArchive(archive.sha256),
            triggers: [session.host.ssh?.hostKey, stamp],
          },
          options,
        ),
      earlier,
    );
  }

  /** Verifies, unpacks and renames what was copied. */
  private installKafka(name: string, session: HostSession, archive: ArchiveToInstall): void {
    hostCommand(
      `${name}-kafka-${archive.version}`,
      { session, kind: 'install', unit: archive.version, document: installDocument(archive) },
      { parent: this },
    );
  }
}

const installDocument = ({ sha256 }: ArchiveToInstall): Document => ({ params: { sha256 }, files: {} });

function baseFacts({ owner, names, services, user, openssl, archives }: PreparedHostArgs): BaseFacts {
  const java = javaToInstall(archives.map(({ version }) => version));
  return { owner, names, services, user, openssl, java };
}
