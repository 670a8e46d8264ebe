// How hosts are reached by SSH, and what networks and hosts there are.
import { z } from 'zod';
import { readHostKey } from '../host-keys.ts';
import { leaf, scalarText } from './leaf.ts';
import { firewallMode, source, sourceAddresses } from './filter.ts';
import { address, cidr, filePath, hostId, networkId, publicName, sshPath, userName } from './names.ts';
import { anyPort, flag, nameSource } from './scalars.ts';
import type { Takes } from './takes.ts';

/** A key of 32 bytes, in OpenSSH's wire format. */
const hostKeyTakes: Takes = {
  type: 'string',
  pattern: String.raw`^\s*ssh-ed25519[ \t]+AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+/]{43}(?:[ \t].*)?\s*$`,
  patternErrorMessage: 'Write an ed25519 host key, `ssh-ed25519 AAAA…`.',
};

const hostKey = leaf('ed25519 public key', hostKeyTakes, (raw) => {
  const text = scalarText(raw);
  return 'value' in text ? readHostKey(text.value) : text;
});

const privateKeyFile = sshPath.describe(
  'OpenSSH private key file on the machine that runs Pulumi. Relative paths start at the folder of Pulumi.yaml; `~/` is your home.',
);
const agentSocket = sshPath.describe(
  'Socket of an ssh-agent that holds the key. Preferred to a key file: no key is stored in the state, and changing the key changes nothing else.',
);

export const sshSection = z
  .strictObject({
    user: userName.describe('User to log in as, on every host: unprivileged, with passwordless sudo.'),
    port: anyPort.default(22).describe('Port of sshd, on every host.'),
    knownHostsFile: filePath
      .optional()
      .describe(
        'OpenSSH known_hosts file with the ed25519 keys of the hosts, by id or address, plain or hashed.',
      ),
    privateKeyFile: privateKeyFile.optional(),
    agentSocket: agentSocket.optional(),
    allow: z
      .array(source)
      .min(1)
      .optional()
      .describe(
        "Who may connect to sshd, on every host: addresses and ranges, or `anywhere`. Default: a host's own network; `anywhere` for hosts without a network.",
      ),
  })
  .describe('How to log in to hosts, and how their host keys are checked.');

export const networkSection = z.strictObject({
  cidrs: z.array(cidr).min(1).describe('Its address ranges, IPv4 and IPv6.'),
  gateway: hostId
    .optional()
    .describe(
      'The host that forwards between this network and other networks. Without one, nothing outside can connect to it.',
    ),
});

const hostSsh = z
  .strictObject({
    user: userName.optional().describe('User to log in as on this host. Default: `ssh.user`.'),
    port: anyPort.optional().describe('Port of sshd on this host. Default: `ssh.port`.'),
    privateKeyFile: privateKeyFile.optional(),
    agentSocket: agentSocket.optional(),
    allow: z
      .array(source)
      .min(1)
      .optional()
      .describe('Who may connect to sshd on this host. Default: `ssh.allow`.'),
  })
  .describe('Values for this host that differ from the `ssh` key.');

export const hostSection = z.strictObject({
  network: networkId.optional().describe('Network of this host. Default: none, it is on the internet.'),
  address: address.describe('Its own IPv4 address: in its network, or on the internet.'),
  publicAddress: address.optional().describe("Only on gateways: the gateway's IPv4 address on the internet."),
  publicName: publicName
    .optional()
    .describe('Only on gateways: the name of `publicAddress` for outside clients. Brokers advertise it.'),
  publicNameFrom: nameSource
    .default('dns')
    .describe(
      'How clients resolve `publicName`: `dns` is only checked, `hosts` is written to their /etc/hosts.',
    ),
  managed: flag
    .default(true)
    .describe(
      "False for a machine that is never changed, such as the operator's own. It is not logged in to either, unless it is a `probe`.",
    ),
  probe: flag
    .default(false)
    .describe(
      "Only with `managed: false`. True: `npm run doctor` logs in to this machine and tests from there that ports which the plan closes to it do not answer. Any user works, without sudo. `preview` and `up` never log in to it, and it can't be a client.",
    ),
  managePortMap: flag
    .optional()
    .describe(
      "Only on gateways. False: the gateway's owner enters the port map, and kafka-proxied only shows it. Default: the value of `managed`.",
    ),
  firewall: firewallMode
    .optional()
    .describe(
      "What this host's firewall admits. `ports`: only the ports of the stack and sshd are filtered. `closed`: everything is dropped except sshd, answers, and what the network itself needs. `off`: no rules from kafka-proxied; if firewalld runs, its zones must admit the ports of the stack. Default: `ports` in a network, `closed` on the internet, `off` for a loopback address.",
    ),
  sourceAddresses: sourceAddresses
    .default('kept')
    .describe(
      "Only on gateways. `masqueraded`: the gateway replaces the source address of outside clients with its own. Hosts behind it then can't tell clients apart, so the gateway's port map admits only the clients in the plan. Refused if the stack does not write that port map (`managePortMap`) and hosts behind the gateway are filtered (`firewall`).",
    ),
  hostKey: hostKey.optional().describe('Its ed25519 host key, `ssh-ed25519 AAAA…`.'),
  hostKeyFile: filePath
    .optional()
    .describe('A file with its ed25519 host key, such as a copy of ssh_host_ed25519_key.pub.'),
  ssh: hostSsh.optional(),
});
