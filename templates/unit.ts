// The systemd unit of a Java service.
import { jmxAddress } from '../config/units.ts';
import { brokerDataDir, classPath, hostProgram, runDir, serviceUser } from '../config/host-paths.ts';
import { loggingOption } from './logging.ts';
import { managedHeader } from './properties.ts';

export interface JavaService {
  /** Unit name without `.service`. */
  unit: string;
  description: string;
  version: string;
  mainClass: string;
  /** What the main class takes, a line each. `folder`: where the unit's files are while it runs. */
  options: (folder: string) => string[];
  /** -Xms and -Xmx, such as `512m`. */
  heap: string;
  /** Port of JMX. Default: none. */
  jmxPort?: number | undefined;
  /** Further -D options. */
  javaOptions?: string[];
  /** Units that, where they exist on this host, start first. */
  after: string[];
}

// The collector's settings are those of Kafka's own start script (bin/kafka-run-class.sh, KAFKA_JVM_PERFORMANCE_OPTS).
const collector =
  '-XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:InitiatingHeapOccupancyPercent=35 -XX:+ExplicitGCInvokesConcurrent';

/** Without its last option, a client would be sent on to the host's own name, where nothing answers. */
function jmxOptions(port: number | undefined): string[] {
  if (port === undefined) return [];
  const jmx = '-Dcom.sun.management.jmxremote';
  return [
    `${jmx}.host=${jmxAddress} ${jmx}.port=${port} ${jmx}.rmi.port=${port}`,
    `${jmx}.authenticate=false ${jmx}.ssl=false -Djava.rmi.server.hostname=${jmxAddress}`,
  ];
}

/**
 * Renders the unit. A JVM that gets SIGTERM ends with 143; a broker's controlled shutdown takes as long as its
 * leaders take to move; open files are partitions times segments.
 */
export function renderUnit(service: JavaService): string {
  const files = `${runDir}/${service.unit}`;
  const java = [
    '/usr/bin/java',
    `-Xms${service.heap} -Xmx${service.heap}`,
    collector,
    '-XX:+ExitOnOutOfMemoryError -Djava.awt.headless=true',
    // A link to where native libraries may be loaded from (scripts/service.sh).
    `-Djava.io.tmpdir=${files}/tmp`,
    loggingOption(service.version, files),
    ...jmxOptions(service.jmxPort),
    ...(service.javaOptions ?? []),
    `-cp ${classPath(service.version)}`,
    service.mainClass,
    ...service.options(files),
  ].join(' \\\n  ');
  return `${managedHeader}
[Unit]
Description=${service.description}
Wants=network-online.target
After=network-online.target${service.after.map((unit) => ` ${unit}.service`).join('')}
RequiresMountsFor=${brokerDataDir(service.unit)}
StartLimitIntervalSec=0

[Service]
User=${serviceUser}
Group=${serviceUser}
UMask=0027
RuntimeDirectory=kafka-proxied/${service.unit}
ExecStartPre=+${hostProgram} prepare ${service.unit}
ExecStart=${java}
SuccessExitStatus=143
Restart=on-failure
RestartSec=5
TimeoutStopSec=300
LimitNOFILE=200000
SyslogIdentifier=${service.unit}
NoNewPrivileges=true
PrivateTmp=true
ProtectHome=true

[Install]
WantedBy=multi-user.target
`;
}
