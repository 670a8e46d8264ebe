// Proves when a running broker is told to read its stores again, and when it is restarted instead; not that Kafka does (the lab does).
import { mkdirSync, readlinkSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { scriptHost, type ShellResult } from '../support/script-host.ts';

const unit = 'kafka-c-1';
const etc = `/etc/kafka-proxied/${unit}`;
const run = `/run/kafka-proxied/${unit}`;
const names = { old: '0a', new: '0b' } as const;
const settings = [
  'stamp T why',
  'set id 1',
  'set deadline 5',
  'set tls 10.0.0.1:9191',
  'set config_tool ConfigCommand',
  'set reload a.keystore.location=/x/k,a.truststore.location=/x/t',
  'end',
  '',
].join('\n');

const host = scriptHost();
beforeEach(() => {
  host.command('openssl', 'case "$1" in x509) sed "s/^/sha256 Fingerprint=/" ;; *) cat "$SHOWN" ;; esac');
  for (const [certificate, name] of Object.entries(names))
    host.write(`${etc}/tls/${name}/certificate.pem`, `${certificate}\n`);
  wants('old');
  mkdirSync(host.path(run), { recursive: true });
  host.shell(`use_stores ${unit}`);
  host.write(`${run}/started`, 'HASH\n');
  host.write('/shown', 'old\n');
});

/** The next start shall take these. */
function wants(stores: keyof typeof names): void {
  host.write(`${etc}/secret.properties`, `# stores ${names[stores]}\na=b\n`);
}

/** Renews with a cluster that answers every change as it is told to; what it was asked goes to /asked. */
function renew(answer: string, ready = ':', document = settings): ShellResult {
  return host.shell(
    `export SHOWN=${host.path('/shown')}
    sleep() { SECONDS=$((SECONDS + 5)); }
    serve_or_quote() { ${ready}; }
    ask_cluster() { printf '%s\\n' "$*" >>${host.path('/asked')}; ${answer}; }
    read_document; renew_stores ${unit}`,
    ['roll'],
    document,
  );
}
const current = (): string => readlinkSync(host.path(`${etc}/tls/current`));
const asked = (): string[] => (host.has('/asked') ? host.read('/asked').trim().split('\n') : []);
const willRestart = (): boolean => !host.has(`${run}/started`);
const taken = `case "$*" in *--add-config*) echo new >${'$SHOWN'} ;; esac`;

describe('a running broker', () => {
  it('reads new stores by an update that names the same paths, taken back at once', () => {
    wants('new');
    expect(renew(taken)).toMatchObject({ code: 0 });
    const change = 'ConfigCommand --alter --entity-type brokers --entity-name 1';
    expect(asked()).toEqual([
      `${change} --add-config a.keystore.location=/x/k,a.truststore.location=/x/t`,
      `${change} --delete-config a.keystore.location,a.truststore.location`,
    ]);
    expect({ current: current(), loaded: host.read(`${run}/stores`), restart: willRestart() }).toEqual({
      current: names.new,
      loaded: `${names.new}\n`,
      restart: false,
    });
  });

  it('is asked nothing while it has what it shall have, and a moved link leads back', () => {
    host.shell(`ln -sfnT ${names.new} ${host.path(`${etc}/tls/current`)}`);
    expect(renew('exit 1')).toMatchObject({ code: 0 });
    expect({ asked: asked(), current: current(), restart: willRestart() }).toEqual({
      asked: [],
      current: names.old,
      restart: false,
    });
  });

  it('that shows another certificate than it was given reads its stores again, or is restarted', () => {
    host.write('/shown', 'foreign\n');
    const again = renew(`case "$*" in *--add-config*) echo old >${'$SHOWN'} ;; esac`);
    expect({ code: again.code, asked: asked().length, restart: willRestart() }).toEqual({
      code: 0,
      asked: 2,
      restart: false,
    });
    host.write('/shown', 'foreign\n');
    expect(renew('return 1')).toMatchObject({ code: 0 });
    expect({ current: current(), restart: willRestart() }).toEqual({ current: names.old, restart: true });
  });

  it('that shows none yet is left alone', () => {
    host.write('/shown', '');
    expect(renew('exit 1')).toMatchObject({ code: 0 });
    expect({ asked: asked(), restart: willRestart() }).toEqual({ asked: [], restart: false });
  });

  it('is restarted where Kafka refuses them, and reads the old ones until then', () => {
    wants('new');
    const { code, stderr } = renew('echo "x.ConfigException: names do not match" >&2; return 1');
    expect(code).toBe(0);
    expect(stderr).toContain('does not take them while it runs: ConfigException: names do not match');
    expect({ current: current(), loaded: host.read(`${run}/stores`), restart: willRestart() }).toEqual({
      current: names.old,
      loaded: `${names.old}\n`,
      restart: true,
    });
  });

  it('is restarted where it goes on showing the old one', () => {
    wants('new');
    const { code, stderr } = renew(':');
    expect(code).toBe(0);
    expect(stderr).toContain('10.0.0.1:9191 shows another certificate, or none, after 10 s');
    expect(willRestart()).toBe(true);
  });

  it('of a version that reads them at a start alone is restarted, and asked nothing', () => {
    wants('new');
    const old = settings
      .replace(/set (config_tool|reload) .*\n/g, '')
      .replace('set tls', 'set version 1.1.1\nset renewal restart\nset tls');
    const { code, stderr } = renew('exit 1', ':', old);
    expect(code).toBe(0);
    expect(stderr).toContain('Kafka 1.1.1 reads them when it starts');
    expect({ asked: asked(), current: current(), restart: willRestart() }).toEqual({
      asked: [],
      current: names.old,
      restart: true,
    });
  });

  it('without TLS listeners is asked nothing: it reads its stores when it connects to ZooKeeper', () => {
    wants('new');
    const inside = settings.replace(/set (tls|config_tool|reload) .*\n/g, '');
    expect(renew('exit 1', ':', inside)).toMatchObject({ code: 0 });
    expect({ asked: asked(), current: current(), loaded: host.read(`${run}/stores`) }).toEqual({
      asked: [],
      current: names.new,
      loaded: `${names.new}\n`,
    });
  });

  it('that is not ready is neither asked nor restarted', () => {
    wants('new');
    expect(renew(taken, 'die "not ready"')).toMatchObject({ code: 1 });
    expect({ asked: asked(), current: current(), restart: willRestart() }).toEqual({
      asked: [],
      current: names.old,
      restart: false,
    });
  });

  it('takes them again after an interruption between the change and its note', () => {
    wants('new');
    renew(`${taken}; exit 1`);
    expect({ current: current(), loaded: host.read(`${run}/stores`) }).toEqual({
      current: names.new,
      loaded: `${names.old}\n`,
    });
    expect(renew(taken)).toMatchObject({ code: 0 });
    expect({ loaded: host.read(`${run}/stores`), restart: willRestart() }).toEqual({
      loaded: `${names.new}\n`,
      restart: false,
    });
  });
});

describe('what a broker shows', () => {
  const expectShown = (): ShellResult =>
    host.shell(
      `export SHOWN=${host.path('/shown')}; sleep() { SECONDS=$((SECONDS + 5)); }
      read_document; expect_shown ${unit}; cat "$work/results"`,
      ['roll'],
      settings,
    );

  it('is recorded, so that a later look finds another', () => {
    expect(expectShown()).toMatchObject({
      code: 0,
      stdout: [
        `link ${names.old} ${host.path(`${etc}/tls/current`)}`,
        `stores ${names.old} ${unit}`,
        'certificate old 10.0.0.1:9191',
        '',
      ].join('\n'),
    });
  });

  it('must be what it was given', () => {
    host.write('/shown', 'foreign\n');
    const { code, stderr } = expectShown();
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /kafka-c-1 runs, but 10\.0\.0\.1:9191 shows another certificate.*run 'npm run up' again/,
    );
  });
});
