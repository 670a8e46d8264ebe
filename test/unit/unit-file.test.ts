// Proves the text of the systemd units; that systemd takes them and services survive as promised, the lab proves.
import { describe, expect, it } from 'vitest';
import { renderUnit } from '../../templates/unit.ts';

const unit = renderUnit({
  unit: 'kafka-cluster1-1',
  description: 'Kafka broker 1 of cluster1',
  version: '3.9.2',
  mainClass: 'kafka.Kafka',
  options: (folder) => [`${folder}/server.properties`],
  heap: '512m',
  javaOptions: ['-Dx=y'],
  after: ['zookeeper-cluster1-1'],
});

function values(key: string): string[] {
  return unit
    .split('\n')
    .filter((line) => line.startsWith(`${key}=`))
    .map((line) => line.slice(key.length + 1));
}

describe('the unit of a Java service', () => {
  it('is this text', () => {
    expect(unit).toBe(`# managed by kafka-proxied: edits are undone by the next pulumi up
[Unit]
Description=Kafka broker 1 of cluster1
Wants=network-online.target
After=network-online.target zookeeper-cluster1-1.service
RequiresMountsFor=/var/lib/kafka-proxied/kafka-cluster1-1/data
StartLimitIntervalSec=0

[Service]
User=kafka-proxied
Group=kafka-proxied
UMask=0027
RuntimeDirectory=kafka-proxied/kafka-cluster1-1
ExecStartPre=+/opt/kafka-proxied/bin/host prepare kafka-cluster1-1
ExecStart=/usr/bin/java \\
  -Xms512m -Xmx512m \\
  -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:InitiatingHeapOccupancyPercent=35 -XX:+ExplicitGCInvokesConcurrent \\
  -XX:+ExitOnOutOfMemoryError -Djava.awt.headless=true \\
  -Djava.io.tmpdir=/run/kafka-proxied/kafka-cluster1-1/tmp \\
  -Dlog4j.configuration=file:/run/kafka-proxied/kafka-cluster1-1/log4j.properties \\
  -Dx=y \\
  -cp /opt/kafka-proxied/versions/3.9.2/libs/* \\
  kafka.Kafka \\
  /run/kafka-proxied/kafka-cluster1-1/server.properties
SuccessExitStatus=143
Restart=on-failure
RestartSec=5
TimeoutStopSec=300
LimitNOFILE=200000
SyslogIdentifier=kafka-cluster1-1
NoNewPrivileges=true
PrivateTmp=true
ProtectHome=true

[Install]
WantedBy=multi-user.target
`);
  });

  it('takes a JVM that was told to stop for a success, and brings a broken one back', () => {
    expect(values('SuccessExitStatus')).toEqual(['143']);
    expect(values('Restart')).toEqual(['on-failure']);
  });

  it('leaves a broker the time of its controlled shutdown, and the files of its segments', () => {
    expect(Number(values('TimeoutStopSec')[0])).toBeGreaterThanOrEqual(180);
    expect(Number(values('LimitNOFILE')[0])).toBeGreaterThanOrEqual(100_000);
  });

  it('runs Java itself, unprivileged, and has no stop script', () => {
    expect(values('ExecStart')[0]).toMatch(/^\/usr\/bin\/java /);
    expect(values('User')).toEqual(['kafka-proxied']);
    expect(unit).not.toMatch(/ExecStop|\.sh\b/);
  });
});

describe('JMX of a Java service', () => {
  it('answers on the host itself, by one port, also where a client is sent on to', () => {
    const jmx = renderUnit({
      ...{
        unit: 'u',
        description: 'd',
        version: '3.9.2',
        mainClass: 'M',
        options: (folder) => [`${folder}/c`],
        heap: '1g',
        after: [],
      },
      jmxPort: 9981,
    });
    const options = [...jmx.matchAll(/-D(?:com\.sun\.management\.jmxremote|java\.rmi\.server)\.(\S+)/g)];
    expect(options.map(([, option]) => option)).toEqual([
      ...['host=127.0.0.1', 'port=9981', 'rmi.port=9981', 'authenticate=false', 'ssl=false'],
      'hostname=127.0.0.1',
    ]);
  });

  it('is off unless it is asked for', () => {
    expect(unit).not.toContain('jmx');
  });
});
