// Proves what a configuration that is put back is judged by, and which times are told, with stand-ins for systemd and for
// what answers; not that a broker or a ZooKeeper server starts (the lab does).
import { beforeEach, describe, expect, it } from 'vitest';
import { scriptHost, type ShellResult } from '../support/script-host.ts';

const unit = 'kafka-c-1';
const old = '1'.repeat(64);
const wanted = '2'.repeat(64);

const host = scriptHost();
beforeEach(() => {
  // A process that was started with the new configuration ends after each start.
  host.command(
    'systemctl',
    `case $* in
       *ActiveState*) if [ "$(readlink ${host.path(`/etc/kafka-proxied/${unit}/current`)})" = conf/${old} ]; then echo active; else echo failed; fi ;;
       *NRestarts*) echo 0 ;;
     esac`,
  );
  for (const name of ['chown', 'journalctl', 'sync']) host.command(name, 'true');
  host.shell(
    `mkdir -p "$etc_dir/${unit}/conf/${old}" "$etc_dir/${unit}/conf/${wanted}"
     touch "$etc_dir/${unit}/conf/${old}/unit" "$etc_dir/${unit}/conf/${wanted}/unit"
     ln -s conf/${old} "$etc_dir/${unit}/good"`,
  );
});

/** Runs a unit with what never gets ready, and then with what was good; `answering` are the ports that answer. */
function run(kind: string, check: string, document: string[], ...answering: string[]): ShellResult {
  return host.shell(
    `answers() { case "$1:$2" in ${[...answering, '-'].join('|')}) ;; *) false ;; esac; }
     four_letter() { case "$1" in ${[...answering, '-'].join('|')}) echo 'Mode: standalone' ;; esac; }
     registered_brokers() { echo 1; }
     sleep() { SECONDS=$((SECONDS + \${1%.*} + 1)); }
     sync_pending=no
     read_document
     unit=${unit}
     run_with ${unit} ${wanted} 40 ${check}`,
    [kind],
    ['stamp T why', ...document, 'end', ''].join('\n'),
  );
}

describe('a broker that is put back', () => {
  const document = ['set id 1', 'set listeners 10.0.0.1:9092 10.0.0.1:9292', 'set zookeeper 10.0.0.9:2181'];
  beforeEach(() => {
    const properties = 'listeners=INTERNAL://10.0.0.1:9092,EXTERNAL://10.0.0.1:9192\nbroker.id=1\n';
    host.write(`/etc/kafka-proxied/${unit}/conf/${old}/server.properties`, properties);
  });

  it('is judged by its own listeners, and the time that is told is what passed', () => {
    const { code, stderr } = run('roll', 'broker_serves', document, '10.0.0.1:9092', '10.0.0.1:9192');
    expect(code).toBe(1);
    // Whatever a busy machine takes for it, it is not the deadline.
    expect(stderr).toMatch(new RegExp(`${unit} did not become ready in \\d s;`));
    expect(stderr).toContain('is back on its last good one');
    expect(stderr).not.toContain(' 40 s');
  });

  it('is not taken for healthy while one of its own listeners is silent', () => {
    const { stderr } = run('roll', 'broker_serves', document, '10.0.0.1:9092', '10.0.0.1:9292');
    expect(stderr).toMatch(
      /nor with its last good one \(waited 4\d s for the listener 10\.0\.0\.1:9192 to answer\)/,
    );
  });
});

describe('a ZooKeeper server that is put back', () => {
  const document = ['set door 10.0.0.1:2281'];
  const properties = ['clientPort=2181', 'clientPortAddress=10.0.0.1'];
  const secure = ['secureClientPort=2182', 'secureClientPortAddress=10.0.0.1'];

  it.each([
    ['in plain text', properties, '10.0.0.1:2181'],
    ['by TLS', [...properties, ...secure], `${unit}@10.0.0.1:2182`],
  ])('is judged by its own port, %s', (_, lines, endpoint) => {
    host.write(`/etc/kafka-proxied/${unit}/conf/${old}/zoo.cfg`, `${lines.join('\n')}\n`);
    const { code, stderr } = run('zookeeper', 'zookeeper_serves', document, endpoint);
    expect(code).toBe(1);
    expect(stderr).toContain('is back on its last good one');
  });
});
