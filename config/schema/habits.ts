// Words that people bring along from Kafka's own files, from Ansible, Compose and ssh, and what they are here.
import { coordinationHabits } from '../coordination-words.ts';
import { dataRoot } from '../host-paths.ts';
import type { ValueProblem } from './leaf.ts';

interface Habit {
  /** Where: a path with `*` for names and ids; several with a bar between. */
  at: string;
  /** Lower-case, without dots, dashes and underscores. */
  words: string;
  reason?: string;
  fix: string;
}

const nothing = 'Is not a known key, so it would have no effect.';
const jumpHosts =
  "Jump hosts are not supported: the machine that runs kafka-proxied logs in to each host at that host's own address.";
const instead = {
  jump: 'Run it on a machine inside that network (keep the checkout there, and log in by ssh), or connect this machine to the network, such as by a VPN or sshuttle.',
  listeners:
    'Listeners are derived from port and external of each broker, such as external: { port: 9192, externalPort: 19092 }, and publicName of the gateway.',
  heap: 'Use heap of the cluster, such as heap: { broker: 4g, zookeeper: 512m }. Other Java options can not be set.',
  data: `Remove it: each service has its own folder under ${dataRoot}; mount a disk there.`,
  sasl: 'Remove it: clients are authenticated by certificates (tls.clientAuth of the cluster), and authorizers are configured under settings.',
  login:
    'Write it under ssh of the host, such as ssh: { user: admin, port: 22, privateKeyFile: ~/.ssh/id_ed25519 }.',
  sudo: 'Remove it: sudo is always used; it must not ask the user for a password.',
  inCluster: 'Write it under a cluster: clusters.<name>.',
  certificates:
    'Remove it: the stack makes keys and certificates. To use your own CA, set tls.givenAuthorities.',
};

const clusterOrBroker = 'clusters.*|clusters.*.brokers.*';

const habits: readonly Habit[] = [
  {
    at: '|ssh|hosts.*|hosts.*.ssh|networks.*',
    words:
      'proxyjump proxycommand proxy jump jumphost jumphosts jumpserver bastion bastionhost via ansiblesshcommonargs',
    reason: jumpHosts,
    fix: instead.jump,
  },
  ...coordinationHabits,
  {
    at: '',
    words: 'brokers zookeeper topics version settings heap tls clients chroot',
    fix: instead.inCluster,
  },
  { at: '', words: 'user privatekeyfile knownhostsfile agentsocket', fix: 'Write it under ssh.' },
  { at: '', words: 'cidr cidrs gateway subnet lan', fix: 'Write it under a network: networks.<name>.' },
  {
    at: clusterOrBroker,
    words:
      'listeners listener advertised advertisedlisteners advertisedhostname advertisedport listenersecurityprotocolmap',
    fix: instead.listeners,
  },
  {
    at: `${clusterOrBroker}|clusters.*.zookeeper.*|clusters.*.controllers.*`,
    words:
      'jvmopts heapopts kafkaheapopts kafkajvmperformanceopts kafkaopts javaopts javaoptions xmx xms memory mem heapsize',
    fix: instead.heap,
  },
  {
    at: `${clusterOrBroker}|clusters.*.zookeeper.*|clusters.*.controllers.*`,
    words: 'datadir datadirs logdir logdirs data disk disks volume volumes storage path',
    fix: instead.data,
  },
  {
    at: 'clusters.*.brokers.*|clusters.*.zookeeper.*|clusters.*.controllers.*',
    words: 'heap',
    fix: instead.heap,
  },
  {
    at: clusterOrBroker,
    words: 'config configs properties overrides options conf',
    fix: 'Did you mean settings?',
  },
  {
    at: 'clusters.*',
    words: 'replicationfactor replication replicas partitions numpartitions',
    fix: 'Write it at each topic (partitions, replicationFactor), or for all topics under settings (num.partitions, default.replication.factor).',
  },
  {
    at: clusterOrBroker,
    words: 'sasl users acls auth authentication authorization superusers',
    fix: instead.sasl,
  },
  { at: clusterOrBroker, words: 'ssl security encryption certificates', fix: 'Use tls of the cluster.' },
  {
    at: 'clusters.*',
    words: 'hosts nodes servers instances',
    fix: "Write brokers, each under its id: '1': { host: engine1 }.",
  },
  {
    at: 'clusters.*.brokers.*|clusters.*.zookeeper.*|clusters.*.controllers.*',
    words: 'id brokerid nodeid myid serverid',
    fix: 'Remove it: the key above it is the id.',
  },
  {
    at: 'clusters.*.brokers.*|clusters.*.zookeeper.*|clusters.*.controllers.*',
    words: 'hostname ip address name node machine server',
    fix: 'Use host, with the name of a host under kafka-proxied:hosts.',
  },
  {
    at: 'clusters.*.brokers.*',
    words: 'externalport publicport',
    fix: 'Write external: { port: 9192, externalPort: 19092 }: the port on the host, and the one on the gateway.',
  },
  { at: 'clusters.*.brokers.*', words: 'brokerrack zone availabilityzone az', fix: 'Did you mean rack?' },
  {
    at: 'clusters.*.topics.*',
    words: 'replicas copies replication rf',
    fix: 'Did you mean replicationFactor?',
  },
  { at: 'clusters.*.topics.*', words: 'settings configs properties options', fix: 'Did you mean config?' },
  {
    at: 'clusters.*.tls',
    words: 'enabled enable',
    fix: 'Write external, internal (true or false) and zookeeper (off, both, only): they set what uses TLS.',
  },
  { at: 'clusters.*.tls', words: 'hostnames sans altnames dnsnames', fix: 'Did you mean names?' },
  { at: 'clusters.*.tls', words: 'mtls sslclientauth', fix: 'Did you mean clientAuth?' },
  {
    at: 'clusters.*.tls',
    words: 'keystore truststore cert certificate key ca cacert password keystorelocation truststorelocation',
    fix: instead.certificates,
  },
  {
    at: 'hosts.*',
    words: 'ip ipaddress addr ansiblehost hostname host privateip',
    fix: 'Did you mean address?',
  },
  { at: 'hosts.*', words: 'publicip externalip', fix: 'Did you mean publicAddress?' },
  { at: 'hosts.*', words: 'publichostname domain fqdn', fix: 'Did you mean publicName?' },
  {
    at: 'hosts.*',
    words:
      'user username ansibleuser sshuser port ansibleport sshport key sshkey identityfile privatekey privatekeyfile ansiblesshprivatekeyfile agentsocket allow',
    fix: instead.login,
  },
  {
    at: 'ssh|hosts.*|hosts.*.ssh',
    words: 'become sudo sudopassword ansiblebecome becomepassword',
    fix: instead.sudo,
  },
  {
    at: 'ssh|hosts.*|hosts.*.ssh',
    words: 'password sshpass ansiblepassword ansiblesshpass passphrase',
    fix: 'Remove it: only keys are used to log in. For a key with a passphrase, use an ssh-agent (agentSocket).',
  },
  {
    at: 'ssh|hosts.*.ssh',
    words: 'identityfile identity key keyfile privatekey sshkey ansiblesshprivatekeyfile',
    fix: 'Use privateKeyFile, with the path of the file.',
  },
  {
    at: 'ssh|hosts.*.ssh',
    words: 'identityagent agent sshauthsock authsock',
    fix: 'Did you mean agentSocket?',
  },
  { at: 'ssh|hosts.*.ssh', words: 'username login remoteuser ansibleuser', fix: 'Did you mean user?' },
  { at: 'ssh', words: 'knownhosts userknownhostsfile', fix: 'Did you mean knownHostsFile?' },
  {
    at: 'ssh|hosts.*|hosts.*.ssh',
    words: 'stricthostkeychecking hostkeychecking insecure insecureignorehostkey',
    fix: 'Remove it: host keys are always checked, by knownHostsFile under ssh, or hostKey of the host.',
  },
  { at: 'networks.*', words: 'subnet subnets range ranges addresses network', fix: 'Did you mean cidrs?' },
  { at: 'networks.*', words: 'router', fix: 'Did you mean gateway?' },
  { at: 'mirrors.*', words: 'source src', fix: 'Did you mean from?' },
  { at: 'mirrors.*', words: 'target destination dest', fix: 'Did you mean to?' },
];

/** Without what tools write differently between the parts of a word. */
export function bare(word: string): string {
  return word.toLowerCase().replaceAll(/[._ -]/g, '');
}

/** What a word means that people write at a place. */
export function habitAt(place: string, word: string): ValueProblem | undefined {
  const plain = bare(word);
  const found = habits.find(
    ({ at, words }) => at.split('|').includes(place) && words.split(' ').includes(plain),
  );
  return found && { reason: found.reason ?? nothing, fix: found.fix };
}
