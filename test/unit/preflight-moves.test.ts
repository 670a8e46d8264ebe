// Proves which changes of ports, names and protocols are refused while brokers run, by what these were started with; that
// Kafka refuses them, and that the ways that are named work, the lab proves.
import { describe, expect, it } from 'vitest';
import { propertiesIn } from '../../config/changes/property.ts';
import { unprotected } from '../../config/listener-security.ts';
import { makePlan } from '../../config/plan/make.ts';
import type { Topology } from '../../config/topology.ts';
import { movedPorts } from '../../probe/checks/moved-ports.ts';
import { protocols } from '../../probe/checks/protocols.ts';
import { publicNames } from '../../probe/checks/public-names.ts';
import type { HostFacts } from '../../probe/facts.ts';
import { listenersIn } from '../../probe/running-listeners.ts';
import { brokerFiles } from '../../templates/broker.ts';
import { bareHost } from '../support/deployment.ts';
import { at, devValues, set, topologyOf } from '../support/config-fixture.ts';

type Values = ReturnType<typeof devValues>;
const cluster = ['clusters', 'cluster1'];
const brokers = [...cluster, 'brokers'];

function topologyWith(change: (values: Values) => void): Topology {
  const values = devValues();
  change(values);
  return topologyOf(values);
}

/** Hosts on which the brokers of a topology run. */
function runningAs(topology: Topology, active = 'active', names: string[] = []): (host: string) => HostFacts {
  const plan = makePlan(topology);
  const hosts = new Map(topology.hosts.map((host) => [host.id, host]));
  return (id) => {
    const facts = bareHost();
    for (const own of topology.clusters)
      for (const broker of own.brokers.filter(({ host }) => host === id)) {
        const unit = `kafka-${own.id}-${broker.id}`;
        const files = brokerFiles({ cluster: own, broker, plan, hosts });
        facts.properties[unit] = propertiesIn(files['server.properties'] ?? '');
        facts.services[unit] = { active, sub: '', since: '', pid: 1, started: '', stores: '' };
        facts.protocols[unit] = { internal: 'PLAINTEXT', zookeeper: 'PLAINTEXT' };
        facts.keys[unit] = { trusts: [], names };
      }
    return facts;
  };
}

const checks = { ports: movedPorts, names: publicNames, protocols };

/** What a change finds, with the brokers running as they were. */
function found(
  check: keyof typeof checks,
  change: (values: Values) => void,
  factsOf = runningAs(topologyWith(() => undefined)),
): string[] {
  const topology = topologyWith(change);
  const plan = makePlan(topology);
  return topology.hosts
    .filter(({ managed }) => managed)
    .flatMap((host) => checks[check].find({ topology, plan, host, facts: factsOf(host.id), factsOf }));
}

const external = (id: number, ports: object) => (values: Values) =>
  set(values, [...brokers, String(id), 'external'], ports);
const swap = (values: Values): void => {
  external(2, { port: 9192, externalPort: 19093 })(values);
  external(3, { port: 9193, externalPort: 19092 })(values);
};

describe('public ports', () => {
  it('lead where the stack had them lead, whatever somebody wrote into the file of a broker', () => {
    const edited = runningAs(topologyWith(external(2, { port: 9292, externalPort: 19092 })));
    const factsOf = (id: string): HostFacts => {
      const facts = edited(id);
      if (id === 'engine2')
        facts.stamps['broker--kafka-cluster1-2'] = {
          stamp: '',
          body: '',
          drift: 'server.properties was edited',
        };
      return facts;
    };
    expect(found('ports', () => undefined, edited)).toHaveLength(1);
    expect(found('ports', () => undefined, factsOf)).toEqual([]);
  });

  it('may become others, and stay as they are', () => {
    expect(found('ports', () => undefined)).toEqual([]);
    expect(found('ports', external(2, { port: 9192, externalPort: 19192 }))).toEqual([]);
    expect(found('ports', external(2, { port: 9292, externalPort: 19192 }))).toEqual([]);
    expect(found('ports', (values) => set(values, [...brokers, '2', 'port'], 9292))).toEqual([]);
  });

  it('of two brokers can not be exchanged in one step; each finding has the steps, with a port of its own', () => {
    const findings = found('ports', swap);
    expect(findings).toEqual([
      expect.stringMatching(
        /^broker 2 of cluster1 would get my-public-domain:19093 \(kafka-proxied:clusters\.cluster1\.brokers\.2\.external\.externalPort\), which forwards clients to broker 3 of cluster1 now \(kafka-proxied:clusters\.cluster1\.brokers\.3\.external\.externalPort\)/,
      ),
      expect.stringMatching(
        /^broker 3 of cluster1 would get my-public-domain:19092 .* to broker 2 of cluster1 now/,
      ),
    ]);
    expect(findings[0]).toContain('write 19094, which is free, to');
    expect(findings[0]).toContain('then write 19093 there');
    expect(findings[1]).toContain('write 19095, which is free, to');
  });

  it('can be exchanged by the steps that the findings name', () => {
    const first = topologyWith((values) => {
      external(2, { port: 9192, externalPort: 19094 })(values);
      external(3, { port: 9193, externalPort: 19095 })(values);
    });
    expect(
      found('ports', (values) => {
        external(2, { port: 9192, externalPort: 19094 })(values);
        external(3, { port: 9193, externalPort: 19095 })(values);
      }),
    ).toEqual([]);
    expect(found('ports', swap, runningAs(first))).toEqual([]);
  });

  it('that another broker gives up with the same change are not free yet', () => {
    const change = (values: Values): void => {
      external(2, { port: 9192, externalPort: 19192 })(values);
      external(3, { port: 9193, externalPort: 19092 })(values);
    };
    expect(found('ports', change)).toEqual([
      expect.stringMatching(/^broker 3 of cluster1 would get .*:19092 /),
    ]);
  });

  it('do not stay where the port behind them, or its address, becomes another', () => {
    const [port = ''] = found('ports', external(2, { port: 9292, externalPort: 19092 }));
    expect(port).toContain(
      'public port 19092 (kafka-proxied:clusters.cluster1.brokers.2.external.externalPort) forwards to 10.48.1.82:9192',
    );
    expect(port).toContain('In the same change, give it another public port, such as 19094');
    const address = found('ports', (values) => set(values, ['hosts', 'engine2', 'address'], '10.48.1.92'));
    expect(address).toEqual([
      expect.stringMatching(
        /^broker 2 of cluster1 listens on 10\.48\.1\.82, and would on 10\.48\.1\.92 after its restart \(kafka-proxied:hosts\.engine2\.address\).*npm run stop -- cluster1/,
      ),
    ]);
  });

  it('are free when their brokers are stopped', () => {
    expect(
      found(
        'ports',
        swap,
        runningAs(
          topologyWith(() => undefined),
          'inactive',
        ),
      ),
    ).toEqual([]);
  });
});

it("a broker's own two listeners do not take each other's port in one step", () => {
  const change = (values: Values): void => {
    set(values, [...brokers, '2', 'port'], 9192);
    external(2, { port: 9292, externalPort: 19192 })(values);
  };
  expect(found('ports', change)).toEqual([
    expect.stringMatching(
      /^broker 2 of cluster1 would listen with INTERNAL on 10\.48\.1\.82:9192 .* its EXTERNAL listener/,
    ),
  ]);
});

it('a single ZooKeeper does not move away from brokers that run', () => {
  const change = (values: Values): void => set(values, [...cluster, 'zookeeper', '1', 'port'], 2182);
  const findings = found('ports', change);
  expect(findings).toHaveLength(3);
  expect(findings[0]).toContain('broker 1 of cluster1 connects to ZooKeeper at engine1:2181');
  expect(findings[0]).toContain('npm run stop -- cluster1');
  expect(
    found(
      'ports',
      change,
      runningAs(
        topologyWith(() => undefined),
        'inactive',
      ),
    ),
  ).toEqual([]);
});

it('a ZooKeeper that will speak TLS alone is told of once, by the check of protocols', () => {
  const change = (values: Values): void => {
    at(values, [...cluster, 'tls'])['zookeeper'] = 'only';
  };
  expect(found('protocols', change)).toHaveLength(3);
  expect(found('ports', change)).toEqual([]);
});

describe('the public name', () => {
  const named =
    (name: string, ...more: string[]) =>
    (values: Values) => {
      set(values, ['hosts', 'gateway', 'publicName'], name);
      at(values, [...cluster, 'tls'])['names'] = more;
    };
  const before = topologyWith(() => undefined);
  const old = 'my-public-domain';

  it('changes only while certificates are for both names', () => {
    const findings = found('names', named('kafka.example.org'));
    expect(findings).toHaveLength(3);
    expect(findings[0]).toContain(`clients know broker 1 of cluster1 as ${old}`);
    expect(findings[0]).toContain('add kafka.example.org to kafka-proxied:clusters.cluster1.tls.names');
    // Broker certificates that lack the new name, and a plan that forgets the old one.
    expect(found('names', named('kafka.example.org', old), runningAs(before, 'active', [old]))).toHaveLength(
      3,
    );
    const shown = runningAs(before, 'active', [old, 'kafka.example.org']);
    expect(found('names', named('kafka.example.org'), shown)).toHaveLength(3);
    expect(found('names', named('kafka.example.org', old), shown)).toEqual([]);
  });

  it('changes at once in plain text, and where nothing runs', () => {
    const plain = (values: Values): void => set(values, [...cluster, 'tls'], { external: false });
    const both = (values: Values): void => {
      plain(values);
      set(values, ['hosts', 'gateway', 'publicName'], 'kafka.example.org');
    };
    expect(found('names', both, runningAs(topologyWith(plain)))).toEqual([]);
    expect(found('names', named('kafka.example.org'), runningAs(before, 'inactive'))).toEqual([]);
  });
});

it('outside clients are not moved to or from TLS while brokers run', () => {
  const plain = (values: Values): void => set(values, [...cluster, 'tls'], { external: false });
  expect(found('protocols', plain)).toHaveLength(3);
  expect(found('protocols', plain)[0]).toContain(
    'uses TLS with outside clients, and would use plain text after its restart (kafka-proxied:clusters.cluster1.tls.external)',
  );
  expect(found('protocols', () => undefined, runningAs(topologyWith(plain)))[0]).toContain(
    'npm run stop -- cluster1',
  );
  expect(
    found(
      'protocols',
      plain,
      runningAs(
        topologyWith(() => undefined),
        'inactive',
      ),
    ),
  ).toEqual([]);
  expect(found('protocols', plain, runningAs(topologyWith(plain)))).toEqual([]);
});

it('listeners without names are told by their order', () => {
  const properties = {
    listeners: 'PLAINTEXT://10.0.0.1:9091,SSL://10.0.0.1:9191',
    'advertised.listeners': 'PLAINTEXT://box:9091,SSL://pub:19091',
  };
  expect(listenersIn(properties)).toEqual([
    {
      ...{ name: 'INTERNAL', security: unprotected, bind: { address: '10.0.0.1', port: 9091 } },
      advertise: { name: 'box', port: 9091 },
    },
    {
      ...{
        name: 'EXTERNAL',
        security: { transport: 'tls', authentication: 'none' },
        bind: { address: '10.0.0.1', port: 9191 },
      },
      advertise: { name: 'pub', port: 19091 },
    },
  ]);
  expect(listenersIn({})).toEqual([]);
});
