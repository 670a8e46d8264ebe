// A host as the program sees it: it records what it is told to make, and tells of that when it is looked at. Nothing runs.
import { optDir } from '../../config/host-paths.ts';
import { scriptsHash } from '../../templates/bootstrap.ts';
import { startHash } from '../../templates/broker.ts';
import { bodyHash } from '../../templates/document.ts';
import { gatewayAddress } from './stack.ts';

/** What a command printed, and its exit code. */
export interface Said {
  stdout: string;
  code: number;
}

interface Recorded {
  stamp: string;
  body: string;
  /** Its lines `set NAME VALUE`. */
  params: Map<string, string>;
  /** By name: the lines of its files. */
  files: Map<string, string[]>;
}

const freeKib = 50_000_000;
const freeInodes = 1_000_000;
const memoryKib = 16_000_000;
const pid = 4711;

export class SimulatedHost {
  private readonly recorded = new Map<string, Recorded>();
  private readonly address: string;

  constructor(address: string) {
    this.address = address;
  }

  /** Runs a command line of ours. @param stdin what the command reads */
  run(command: string, stdin: string): Said {
    const [, verb, kind = '', unit = ''] = /\/host (converge|remove) (\S+) (\S+)$/.exec(command) ?? [];
    if (verb === 'converge') return this.converge(`${kind}--${unit}`, stdin);
    if (verb === 'remove') return this.remove(`${kind}--${unit}`);
    const [, look] = /bash -s -- (.*)$/.exec(command) ?? [];
    if (look !== undefined) return said(this.tell(look.split(' ')));
    if (command === 'sudo -n bash -s') return this.install(stdin);
    return { stdout: '', code: 127 };
  }

  private install(stdin: string): Said {
    const [first = ''] = stdin.split('\n');
    const stamp = first.replace('# stamp ', '');
    const known = { params: new Map<string, string>(), files: new Map<string, string[]>() };
    this.recorded.set('bootstrap--scripts', { stamp, body: scriptsHash(), ...known });
    return said('bootstrap scripts is in place\n');
  }

  private converge(key: string, stdin: string): Said {
    const [first = '', ...rest] = stdin.split('\n');
    const params = new Map<string, string>();
    const files = new Map<string, string[]>();
    let lines: string[] = [];
    for (const line of rest) {
      const [, name = '', value = ''] = /^set (\S+) (.*)$/.exec(line) ?? [];
      const [, file] = /^file (.*)$/.exec(line) ?? [];
      if (name) params.set(name, value);
      else if (file !== undefined) files.set(file, (lines = []));
      else if (line.startsWith('  ')) lines.push(line.slice(2));
    }
    const stamp = first.replace('stamp ', '');
    this.recorded.set(key, { stamp, body: bodyHash(rest.join('\n')), params, files });
    return said(`${key.replace('--', ' ')} is in place\n`);
  }

  private remove(key: string): Said {
    this.recorded.delete(key);
    return said('');
  }

  /** Services that run, by unit. */
  private services(): [unit: string, conf: string][] {
    return [...this.recorded].flatMap(([key, { params }]): [string, string][] => {
      const [kind = '', unit = ''] = key.split('--');
      return kind === 'roll' || kind === 'zookeeper' ? [[unit, params.get('conf') ?? '']] : [];
    });
  }

  /** The lines of probe/probe.sh. @param look its arguments, each a list with commas */
  private tell([names = '', , ports = '', ways = '', places = '']: string[]): string {
    const list = (text: string): string[] => (text === '-' ? [] : text.split(','));
    const base = this.recorded.get('base--host');
    const hosts = (base?.files.get('hosts') ?? []).map((line) => line.split(' '));
    const services = this.services();
    const java = [...this.recorded.keys()].some((key) => key.startsWith('install--')) ? '17.0.1' : '';
    const facts: (string | number)[][] = [
      ['time', Date.now() / 1000],
      ['os', 'debian', 'Debian GNU/Linux 12 (bookworm)'],
      ['system', 'apt-get', 'systemd', java],
      ['memory', memoryKib, ''],
      ...(base ? [['owner', base.params.get('owner') ?? '']] : []),
      ['name-order', 'files dns'],
      ...list(names).map((name) => ['name', name, hosts.find(([, known]) => known === name)?.[0] ?? '']),
      ['hosts-file', '/etc/hosts', 'file', '', ''],
      ...[...this.recorded].map(([key, { stamp, body }]) => ['stamp', key, stamp, body, '']),
      ...services.flatMap(([unit, conf]) => this.serviceFacts(unit, conf)),
      ...this.registrations(),
      ['login', gatewayAddress, 22],
      ['interface', 'eth0', this.address],
      ...(services.length > 0
        ? list(ports).map((port) => ['listener', this.address, port, 'java', pid])
        : []),
      ...list(ways).map((way) => ['way', way.split('@')[0] ?? '', gatewayAddress, 'eth0']),
      ...list(places).map((place) => ['place', place, '/', freeKib, freeInodes, '', '']),
      ['done'],
    ];
    return facts.map((fields) => `${fields.join('\t')}\n`).join('');
  }

  private serviceFacts(unit: string, conf: string): (string | number)[][] {
    const properties = this.recorded.get(`broker--${unit}`)?.files.get('server.properties') ?? [];
    const secrets = this.recorded.get(`secrets--${unit}`);
    const lines = secrets?.files.get('secret.properties');
    const files = lines && { 'secret.properties': lines.map((line) => `${line}\n`).join('') };
    const started = startHash(conf, files && { params: {}, files });
    return [
      [
        'service',
        unit,
        'active',
        'running',
        'Thu 2026-01-01 00:00:00 UTC',
        pid,
        started,
        secrets?.params.get('stores') ?? '',
      ],
      ['libraries', unit, `${optDir}/tmp/${unit}`, ''],
      ...(properties.length > 0 ? [['protocols', unit, 'PLAINTEXT', 'PLAINTEXT']] : []),
      ...properties.filter((line) => /^[^#].*=/.test(line)).map((line) => ['property', unit, line]),
    ];
  }

  /** What a ZooKeeper on this host would tell. The brokers that were asked for are registered. */
  private registrations(): (string | number)[][] {
    return [...this.registered].map((id) => ['registered', '/cluster1', id]);
  }

  /** Ids of the brokers that are registered with the ZooKeeper of this host. */
  readonly registered = new Set<number>();
}

const said = (stdout: string): Said => ({ stdout, code: 0 });
