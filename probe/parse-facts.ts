// Reads what the probe prints of a host.
import { X509Certificate } from 'node:crypto';
import { readDeclared } from '../config/changes/declared-topics.ts';
import { propertyIn } from '../config/changes/property.ts';
import { registrationReaders } from './cluster-state.ts';
import { type FilesFacts, type HostFacts, type KeyFacts, noFilesFacts, type Unusable } from './facts.ts';
import { nameReaders, noNameFacts } from './name-facts.ts';

type FactReader = (facts: HostFacts, fields: string[]) => void;

/** @param certificate base64 of its DER. @returns its end, RFC 3339, and its names; nothing where it is none */
function certificateFacts(certificate: string): Pick<KeyFacts, 'end' | 'names'> {
  try {
    const { validTo, subjectAltName = '' } = new X509Certificate(Buffer.from(certificate, 'base64'));
    const names = [...subjectAltName.matchAll(/(?:DNS|IP Address):([^,]+)/g)].map(([, name = '']) => name);
    return {
      end: new Date(validTo).toISOString().replace('.000Z', 'Z'),
      ...(names.length > 0 && { names }),
    };
  } catch {
    return {};
  }
}

function keyFacts([issuer, trusts, certificate, authorities]: string[]): KeyFacts {
  return {
    trusts: trusts ? trusts.split(' ') : [],
    ...(issuer && { issuer }),
    ...(certificate && { certificate, ...certificateFacts(certificate) }),
    ...(authorities && { authorities: authorities.split(' ') }),
  };
}

const filesOf = ({ files }: HostFacts, unit: string): FilesFacts => (files[unit] ??= noFilesFacts());

const readers: Record<string, FactReader> = {
  ...nameReaders,
  ...registrationReaders,
  os: (facts, [id = '', name = '']) => (facts.os = { id, name }),
  time: (facts, [seconds]) => (facts.time = Number(seconds)),
  owner: (facts, [owner]) => {
    if (owner) facts.owner = owner;
  },
  busy: (facts, [holder = 'unknown']) => (facts.busy = holder),
  system: (facts, [packages = '', init = '', java = '']) => (facts.system = { packages, init, java }),
  memory: (facts, [kib, limited]) => (facts.memory = { kib: Number(kib), limited: limited === 'limited' }),
  heap: (facts, [unit = '', heap]) => {
    if (heap) facts.heaps[unit] = heap;
  },
  lacks: (facts, [command = '']) => void facts.lacks.push(command),
  login: (facts, [address = '', port]) => (facts.login = { address, port: Number(port) }),
  trial: (facts, [operator = '', until]) => (facts.trial = { operator, until: Number(until) }),
  ruleset: (facts, [json]) => {
    if (json) facts.ruleset = json;
  },
  interface: (facts, [name = '', address = '']) => (facts.interfaces[address] = name),
  firewalld: (facts, [policies, broken = '', unsaved = '']) =>
    (facts.firewalld = { knowsPolicies: policies === 'known', broken, unsaved }),
  place: (facts, [path = '', mount = '', kib, inodes, writable, runsCode]) => {
    facts.places[path] = {
      mount,
      freeKib: Number(kib),
      freeInodes: Number(inodes),
      writable: writable !== 'no',
      runsCode: runsCode !== 'no',
    };
  },
  listener: (facts, [address = '', port, process = '', pid]) =>
    void facts.listeners.push({ address, port: Number(port), process, pid: pid ? Number(pid) : NaN }),
  way: (facts, [address = '', via = '', dev = '']) => (facts.ways[address] = { via, dev }),
  name: (facts, [name = '', addresses]) => (facts.names[name] = addresses ? addresses.split(',') : []),
  stamp: (facts, [key = '', stamp = '', body = '', drift]) => {
    facts.stamps[key] = { stamp, body, ...(drift ? { drift } : {}) };
  },
  ended: (facts, [unit = '', times, said = '']) => {
    const service = facts.services[unit];
    if (service) service.ended = { times: Number(times), said };
  },
  service: (facts, [unit = '', active = '', sub = '', since = '', pid, started = '', stores = '']) => {
    facts.services[unit] = { active, sub, since, pid: Number(pid), started, stores };
  },
  unusable: (facts, [unit = '', kind = '', path = '', owner = '', mode = '', mark]) =>
    void filesOf(facts, unit).unusable.push({
      ...{ kind: kind as Unusable['kind'], path, owner, mode },
      immutable: mark === 'immutable',
    }),
  strange: (facts, [unit = '', path = '']) => void (filesOf(facts, unit).strange = path),
  emptied: (facts, [unit = '']) => void (filesOf(facts, unit).emptied = true),
  unmounted: (facts, [unit = '', point = '']) => void (filesOf(facts, unit).unmounted = point),
  libraries: (facts, [unit = '', path = '', runsCode]) =>
    void (filesOf(facts, unit).libraries = { path, runsCode: runsCode !== 'no' }),
  protocols: (facts, [unit = '', internal = '', zookeeper = '']) =>
    void (facts.protocols[unit] = { internal, zookeeper }),
  property: (facts, [unit = '', ...line]) => {
    const property = propertyIn(line.join('\t'));
    if (property) (facts.properties[unit] ??= {})[property[0]] = property[1];
  },
  declared: (facts, [cluster = '', ...line]) => readDeclared(line.join('\t'), (facts.topics[cluster] ??= {})),
  version: (facts, [unit = '', version = '', protocol = '']) =>
    void (facts.versions[unit] = { version, protocol }),
  keys: (facts, [unit = '', ...fields]) => (facts.keys[unit] = keyFacts(fields)),
  'client-keys': (facts, [cluster = '', ...fields]) => (facts.clientKeys[cluster] = keyFacts(fields)),
  data: (facts, [unit = '', brokerId = '', clusterId = '']) => (facts.data[unit] = { brokerId, clusterId }),
  'ensemble-data': (facts, [unit = '']) => void facts.ensembleData.push(unit),
};

/** Parses the probe's output; undefined when it is not whole. */
export function parseFacts(output: string): HostFacts | undefined {
  const facts: HostFacts = {
    os: { id: 'unknown', name: 'unknown' },
    heaps: {},
    lacks: [],
    time: 0,
    interfaces: {},
    places: {},
    listeners: [],
    ways: {},
    names: {},
    naming: noNameFacts(),
    stamps: {},
    services: {},
    files: {},
    protocols: {},
    properties: {},
    topics: {},
    versions: {},
    keys: {},
    clientKeys: {},
    data: {},
    ensembleData: [],
    registered: [],
    controllers: [],
  };
  const lines = output.split('\n');
  if (!lines.includes('done')) return undefined;
  for (const line of lines) {
    const [kind = '', ...fields] = line.split('\t');
    readers[kind]?.(facts, fields);
  }
  return facts;
}
