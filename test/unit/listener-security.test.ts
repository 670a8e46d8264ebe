// Proves what each kind of security is called and which properties follow; that Kafka takes them, the lab shows.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  asksCertificate,
  clientAuthOf,
  type ListenerSecurity,
  securityCalled,
  securityLabel,
  securityName,
  securityOfListener,
  securityProtocol,
  securityProtocols,
} from '../../config/listener-security.ts';
import { brokerUnit } from '../../config/units.ts';
import { projectRoot } from '../../lib/paths.ts';
import { secretsDocument } from '../../templates/broker.ts';
import { clientProperties } from '../../templates/client/connection.ts';
import type { NodeKeys } from '../../templates/identity.ts';
import { storesHash, storesOf } from '../../templates/stores.ts';
import { readProperties } from '../support/java-properties.ts';
import { brokerFactsOf, devValues, set, topologyOf } from '../support/config-fixture.ts';

const plain: ListenerSecurity = { transport: 'plain', authentication: 'none' };
const tls: ListenerSecurity = { transport: 'tls', authentication: 'none' };
const requested: ListenerSecurity = { transport: 'tls', authentication: 'optionalCertificate' };
const required: ListenerSecurity = { transport: 'tls', authentication: 'clientCertificate' };

describe('each kind of security', () => {
  it.each([
    [plain, 'PLAINTEXT', 'none', false, 'plain text', 'plain'],
    [tls, 'SSL', 'none', false, 'TLS', 'TLS'],
    [requested, 'SSL', 'requested', true, 'TLS', 'TLS'],
    [required, 'SSL', 'required', true, 'TLS', 'TLS'],
  ] as const)('%j is %s, with ssl.client.auth %s', (security, protocol, clientAuth, asks, name, label) => {
    expect(securityProtocol(security)).toBe(protocol);
    expect(clientAuthOf(security)).toBe(clientAuth);
    expect(asksCertificate(security)).toBe(asks);
    expect([securityName(security), securityLabel(security)]).toEqual([name, label]);
    expect(securityCalled(protocol, clientAuth)).toEqual(security);
  });

  it('is told by its protocol, where nobody says whom it asks for certificates', () => {
    expect(securityProtocols).toEqual(['PLAINTEXT', 'SSL']);
    expect(securityCalled('SSL')).toEqual(tls);
    // Of a cluster, one listener of which is plain.
    expect(securityCalled('PLAINTEXT', 'required')).toEqual(plain);
  });
});

it('the config decides for each listener, and a plain one asks nobody', () => {
  const of = { internal: false, external: true, clientAuth: 'requested' } as const;
  expect(securityOfListener(of, 'EXTERNAL')).toEqual(requested);
  expect(securityOfListener(of, 'INTERNAL')).toEqual(plain);
  expect(securityOfListener({ ...of, internal: true, external: false }, 'INTERNAL')).toEqual(requested);
});

describe('a tool on a broker’s host connects as every client does', () => {
  const keys: NodeKeys = { key: 'k', certificate: 'c', authorities: 'a', password: 'p', names: ['n'] };

  /** What `tool_properties` of scripts/kafka-tool.sh prints. */
  function toolProperties(unit: string, internal: string, secrets: string): Record<string, string> {
    const etc = mkdtempSync(join(tmpdir(), 'kafka-proxied-tool-'));
    mkdirSync(join(etc, unit));
    writeFileSync(join(etc, unit, 'secret.properties'), secrets);
    const program = `
      set -euo pipefail
      etc_dir=$2 internal=$3 unit=$4
      get() { printf '%s\\n' "\${!1}"; }
      . "$1/kafka-tool.sh"
      tool_properties`;
    const scripts = join(projectRoot, 'templates', 'scripts');
    const run = spawnSync('bash', ['-c', program, '_', scripts, etc, internal, unit], { encoding: 'utf8' });
    rmSync(etc, { recursive: true });
    expect(run.stderr).toBe('');
    return readProperties(run.stdout);
  }

  it.each([
    ['1.1.1', true],
    ['2.8.2', true],
    ['3.9.2', true],
    ['3.9.2', false],
  ])('of %s, internal: %s', (version, internal) => {
    const values = devValues();
    set(values, ['clusters', 'cluster1', 'version'], version);
    set(values, ['clusters', 'cluster1', 'settings'], {});
    set(values, ['clusters', 'cluster1', 'tls'], { internal, clientAuth: 'required' });
    const facts = brokerFactsOf(topologyOf(values));
    const { cluster, broker, plan } = facts;
    const [listener] = plan.listeners['cluster1']?.[broker.id] ?? [];
    if (!listener) throw new Error('no listener');
    const secrets = secretsDocument(facts, {}, keys);
    const unit = brokerUnit(cluster.id, broker.id);
    const { security } = listener;
    const shown = toolProperties(unit, securityProtocol(security), secrets?.files['secret.properties'] ?? '');
    const stores = Object.entries(storesOf(unit, keys)).map(([name, value]) => [
      name,
      value.replace('/tls/current/', `/tls/${storesHash(keys)}/`),
    ]);
    const expected = clientProperties(listener, {
      version,
      trusts: { 'ssl.truststore.type': 'PKCS12', ...(Object.fromEntries(stores) as object) },
      certificate: { 'ssl.keystore.type': 'PKCS12', 'ssl.key.password': keys.password },
    });
    // Without a word of it, a client speaks plain text, and since 2.0 checks names.
    const defaults = internal ? { 'ssl.endpoint.identification.algorithm': 'https' } : {};
    expect({ 'security.protocol': 'PLAINTEXT', ...shown }).toEqual({ ...defaults, ...expected });
  });
});
