// Why each finding matters. The keys are the findings' ids, stable: the troubleshooting page goes by them.

export const reasons = {
  'host-unreachable': 'Nothing on this host can be looked at or changed, and nothing can be tried from it.',
  'not-set-up': 'Until the first `up`, and after `destroy`, nobody serves and nothing is kept shut here.',
  'state-lost': 'Keys that a state holds can’t be made again, and what it does not know is never taken away.',
  'ca-not-in-state':
    'An `up` by this state would put another CA in its place, and shut out whoever trusts the one of now.',
  'other-owner': 'Two stacks that change one host undo each other’s work.',
  'host-unfit': 'Services can’t start here, or not again.',
  'no-space': 'A broker that can’t write stops at its next record, or does not start again.',
  'runs-no-code':
    'Scripts of ours don’t run from there, nor can Java load the libraries by which brokers and clients read records that are compressed with snappy or zstd.',
  'disk-not-mounted':
    'A broker that starts on the folder below its disk has no records, and copies all of them onto the disk of the system.',
  'files-unusable': 'A service that can’t use its files ends at each start.',
  'strange-folder':
    'Kafka takes each folder among its data for a partition, and gives up the whole disk where one is none.',
  'clock-off':
    'Record times, retention and the validity of certificates go by the clock: a host whose clock is off takes good certificates for expired, and deletes records too early or too late.',
  'way-back-elsewhere':
    'Replies that leave by another way arrive from another address: no outside client gets a connection.',
  'data-of-other-broker':
    'A broker refuses to open data of another id, or two processes claim one id and take turns in being thrown out.',
  'cluster-id-differs':
    'A broker whose data is of another cluster refuses to start (InconsistentClusterIdException).',
  'zookeeper-data-gone':
    'A ZooKeeper without its data makes a new cluster id, and brokers with data of the old one refuse to start.',
  'port-taken': 'The service can’t bind its port, and whoever connects meets another program.',
  'service-missing': 'What the stack wants here was never set up, or was removed.',
  'service-down':
    'Nobody answers on its ports; a broker’s partitions lose a copy, and their leader moves or is gone.',
  'service-frozen':
    'The kernel still takes connections while the process does nothing: clients hang until they time out instead of trying another broker.',
  'service-starting':
    'A start takes up to a minute: to listen, to register, and to fetch what was missed. What still fails then has another cause.',
  'service-failing':
    'systemd starts it again and again: what makes it end does not pass by itself, and until then nobody is served.',
  'nothing-listens':
    'The service runs but does not listen where the plan says: it was started with another configuration, or is not ready yet.',
  'tunnel-down': 'Clients of this machine have no other way to that cluster.',
  'name-unresolved':
    'Clients follow names that brokers advertise: one that does not resolve is a broker that is gone.',
  'name-resolves-elsewhere':
    'Bootstrap may work, and then the client follows the advertised name to another machine: LEADER_NOT_AVAILABLE, time-outs, or a certificate of somebody else.',
  'hosts-file-edited':
    'The names that brokers advertise resolve by this block; a changed line leads clients elsewhere.',
  'hosts-file-overwritten':
    'The names that brokers advertise resolve by our block, and what wrote the file without it does so again.',
  'ipv6-beside-ipv4':
    'Kafka is reached by IPv4 alone here: clients that try IPv6 first are refused, or wait for a time-out.',
  'port-map-missing': 'Outside clients reach this service by the gateway’s map alone.',
  'port-map-leads-elsewhere':
    'A client asks one broker and another answers: NOT_LEADER_OR_FOLLOWER again and again, whatever it retries.',
  'port-map-changed':
    'The gateway forwards otherwise than the plan says; the next change may cut somebody off.',
  'internal-names-given-outside':
    'The door leads to a listener for the inside, which tells its clients inside names: bootstrap works, and then the client tries addresses that it can’t reach.',
  'advertised-elsewhere':
    'Clients use the bootstrap address once and the advertised one ever after: another name or port than the plan’s leads nowhere, or past the port map.',
  'dropped-by-firewall': 'Packets vanish: clients hang until their connection times out.',
  'rejected-by-firewall': 'A filter says no, though the service listens: clients fail at once.',
  'firewall-rules-changed':
    'The host lets in otherwise than the plan says: somebody too many, or somebody too few.',
  'source-address-masqueraded':
    'Rules by source address take the whole world for the gateway: either everybody is let in, or nobody.',
  'answers-where-it-must-not': 'A door that must be shut is open: whoever finds it reads and writes.',
  'plain-where-tls-is-due':
    'A TLS client gets no handshake from a plain-text listener; Kafka’s Java client reports "Unsupported or unrecognized SSL message", others a closed connection.',
  'tls-where-plain-is-due':
    'A plain-text client sends bytes that a TLS listener drops without a word: Kafka’s Java client reports disconnects only, or runs out of memory.',
  'certificate-expired': 'Every client that checks it refuses to connect.',
  'certificate-not-yet-valid': 'Every client whose clock is right refuses to connect.',
  'certificate-lacks-name':
    'Clients compare it with the name that they connect to: "No subject alternative names matching …".',
  'certificate-of-other-ca':
    'Clients trust the plan’s CA alone: "PKIX path building failed", "unable to get local issuer certificate".',
  'certificate-ends-soon': 'From its end on, nobody connects any more.',
  'client-certificate-refused':
    'The listener wants a certificate of a CA that it trusts: without one nothing is answered.',
  'connection-closed': 'Something takes the connection and ends it in whichever protocol it is spoken to.',
  'not-this-service': 'Another program answers at this door.',
  'broker-has-other-id':
    'A broker under another’s id is taken for that one: two of an id throw each other out, and data of another id is refused.',
  'broker-not-registered':
    'Clients are never told of a broker that ZooKeeper does not know: its partitions have no leader, or one copy less.',
  'registered-under-other-chroot':
    'The broker forms a cluster of its own beside the others (LEADER_NOT_AVAILABLE for all that it should lead), or, since Kafka 2.4, refuses to start on its own data.',
  'broker-lacks-listener':
    'Clients that ask by one listener are told of brokers that have it: partitions that this one leads have no leader for them (LISTENER_NOT_FOUND).',
  'no-controller': 'Nobody elects leaders: each partition whose leader goes stays without one.',
  'partition-without-leader': 'Nothing can be produced to it or consumed from it: LEADER_NOT_AVAILABLE.',
  'below-min-isr': 'Producers with acks=all are refused: NOT_ENOUGH_REPLICAS.',
  'under-replicated': 'A copy is missing: the next broker that fails may take records with it.',
  'canary-failed': 'All seems well, and yet a record does not get through.',
  'codec-refused':
    'Clients choose how they compress: those that choose this codec can’t produce here, while all others can.',
  'not-authorized':
    'The cluster’s authorizer turns this client away (TOPIC_AUTHORIZATION_FAILED and the like). Topics that a client may not describe are not even told to it, so that it sees an empty cluster.',
  'topic-missing':
    'Clients get UNKNOWN_TOPIC_OR_PARTITION, and no `up` makes it again: for that nothing has changed.',
  'mirror-stuck': 'The copy grows old while everything looks up.',
  'mirror-record-too-large':
    'The mirror’s task has ended at one record, and begins with the same one after each restart: nothing behind it is carried.',
  'mirror-skips':
    'A mirror goes on behind the offsets that it keeps at its target, whatever the target’s topics hold: what was deleted there never comes again by itself.',
  'mirror-topics-gone':
    'In these topics a mirror keeps its offsets, its configuration and its state: without them it can’t note how far it is.',
  'runs-with-other-configuration':
    'The process was started with other files than the stack’s: what it does now, nobody has written down.',
  'file-edited': 'The next start of the service, or the next client, does what the edited file says.',
} as const;

export type FindingId = keyof typeof reasons;
