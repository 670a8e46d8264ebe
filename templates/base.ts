// What a host needs before any service: owner mark, Java, service user, names, kernel settings.
import type { HostRoles } from '../config/needs.ts';
import type { NameEntry } from '../config/plan/types.ts';
import { toolsLogging } from './logging.ts';
import type { Document } from './document.ts';
import { hostProgram } from '../config/host-paths.ts';
import { managedHeader } from './properties.ts';

export interface BaseFacts extends HostRoles {
  /** `<project>/<stack>`; a host that carries another owner's mark refuses. */
  owner: string;
  names: NameEntry[];
  /** Java versions that will do, the best first; none: no Java has to be there. */
  java: readonly number[];
}

/** Lines of our block in /etc/hosts: the names that the plan does not leave to DNS. */
export function renderHostsBlock(names: NameEntry[]): string {
  return names
    .filter((entry) => entry.source === 'hosts')
    .map((entry) => `${entry.address} ${entry.name}\n`)
    .sort()
    .join('');
}

// vm.max_map_count: a broker maps two files a log segment (Kafka documentation, "OS"); vm.swappiness: the page cache
// is what serves reads; somaxconn: a burst of reconnecting clients.
const sysctl = `${managedHeader}
net.core.somaxconn = 4096
vm.max_map_count = 262144
vm.swappiness = 1
`;

// After an upgrade of Debian packages, needrestart restarts services whose libraries were replaced: on all hosts in the same
// minute where upgrades are unattended. The file is Perl. Expressions are tried on names with `.service`; 0: leave alone.
const needrestart = `${managedHeader}
# Brokers, controllers and ZooKeeper restart one at a time, when their operator has them restart (npm run restart).
$nrconf{override_rc}{qr(^(kafka|kraft|zookeeper)-.+\\.service$)} = 0;
`;

// cloud-init writes /etc/hosts before it lets the network be called online (cc_update_etc_hosts, at every boot); our services
// wait for that target.
const hostsUnit = `${managedHeader}
[Unit]
Description=Names of the Kafka clusters in /etc/hosts
After=local-fs.target cloud-init.service cloud-init-network.service
Before=network-online.target

[Service]
Type=oneshot
ExecStart=${hostProgram} boot base
TimeoutStartSec=60

[Install]
WantedBy=multi-user.target
`;

export function baseDocument(facts: BaseFacts): Document {
  const hosts = renderHostsBlock(facts.names);
  return {
    params: {
      owner: facts.owner,
      java: facts.java.length > 0 ? facts.java.join(' ') : 'no',
      user: facts.user ? 'yes' : 'no',
      openssl: facts.openssl ? 'yes' : 'no',
    },
    files: {
      hosts,
      'hosts-unit': hosts === '' ? '' : hostsUnit,
      'needrestart.conf': needrestart,
      'sysctl.conf': facts.services ? sysctl : '',
      ...Object.fromEntries(Object.entries(toolsLogging()).map(([file, text]) => [`tools-${file}`, text])),
    },
  };
}
