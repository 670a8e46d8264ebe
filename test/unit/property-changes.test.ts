// Proves what is said of changed broker properties, and at what price; not what Kafka does, nor that hosts tell what they run with.
import { describe, expect, it } from 'vitest';
import { propertyChanges } from '../../config/changes/compare.ts';
import { changeLine } from '../../config/changes/describe.ts';
import { propertiesIn } from '../../config/changes/property.ts';
import type { Cluster, Properties } from '../../config/topology.ts';
import { devValues, topologyOf } from '../support/config-fixture.ts';

const [dev] = topologyOf(devValues()).clusters;
if (!dev) throw new Error('the dev stack has no cluster');

/** Lines for cluster1, whose brokers run with some properties and shall have others. */
function lines(running: Properties[], wanted: Properties | Properties[], cluster: Cluster = dev!): string[] {
  const brokers = running.map((properties, index) => ({
    id: index + 1,
    running: properties,
    wanted: (Array.isArray(wanted) ? wanted[index] : wanted) ?? {},
  }));
  return propertyChanges(brokers, cluster.version).map((change) => changeLine(cluster, change));
}

/** What one change on broker 2 costs. */
function cost(before: Properties, after: Properties, version = dev!.version): string[] {
  const changes = propertyChanges([{ id: 2, running: before, wanted: after }], version);
  const start = /^cluster1: (\S+) .* on broker 2: (?:rolling restart; )?/;
  return changes.map((change) => changeLine({ ...dev!, version }, change).replace(start, '$1: '));
}

describe('a changed property', () => {
  it('costs a rolling restart, and is one line for all brokers that share it', () => {
    const running = { 'num.io.threads': '8' };
    expect(lines([running, running, running], { 'num.io.threads': '16' })).toEqual([
      'cluster1: num.io.threads 8 -> 16 on brokers 1, 2, 3: rolling restart',
    ]);
    expect(lines([running, { 'num.io.threads': '16' }, {}], { 'num.io.threads': '16' })).toEqual([
      'cluster1: num.io.threads 8 -> 16 on broker 1: rolling restart',
      'cluster1: num.io.threads default -> 16 on broker 3: rolling restart',
    ]);
  });

  it('that clients know brokers by leaves them both ways until every broker has restarted', () => {
    expect(lines([{ 'advertised.listeners': 'A://a:1' }], { 'advertised.listeners': 'A://a:2' })).toEqual([
      'cluster1: advertised.listeners A://a:1 -> A://a:2 on broker 1: rolling restart; the old and the new routes work for clients until every broker has restarted',
    ]);
  });

  it('is not told where nothing changes, nor where no broker runs', () => {
    expect(lines([{ a: '1', b: '2' }], { b: '2', a: '1' })).toEqual([]);
    expect(lines([], { a: '1' })).toEqual([]);
  });

  it('comes with others by name, each with its own values by broker', () => {
    expect(
      lines(
        [
          { b: '1', a: 'x1' },
          { b: '1', a: 'x2' },
        ],
        [
          { b: '2', a: 'y1' },
          { b: '2', a: 'y2' },
        ],
      ),
    ).toEqual([
      'cluster1: a x1 -> y1 on broker 1: rolling restart',
      'cluster1: a x2 -> y2 on broker 2: rolling restart',
      'cluster1: b 1 -> 2 on brokers 1, 2: rolling restart',
    ]);
  });

  it("goes back to Kafka's default, said where it is known", () => {
    expect(lines([{ 'num.io.threads': '8', 'log.retention.hours': '72' }], {})).toEqual([
      'cluster1: log.retention.hours 72 -> default (168) on broker 1: rolling restart',
      'cluster1: num.io.threads 8 -> default on broker 1: rolling restart',
    ]);
  });

  it('of the only broker costs its service', () => {
    const single = { ...dev, brokers: dev.brokers.slice(0, 1) };
    expect(lines([{ a: '1' }], { a: '2' }, single)).toEqual([
      'cluster1: a 1 -> 2 on broker 1: restart, and no other broker is available meanwhile',
    ]);
  });
});

const hours = (value: string): Properties => ({ 'log.retention.hours': value });
const lostAfter = (time: string): string =>
  `destroys data: records older than ${time}, in topics without a retention.ms of their own`;

describe('a rack', () => {
  const stays = 'existing replicas are not moved';
  const meanwhile = 'and no topic can be created until all brokers have restarted';

  it('spreads new partitions alone; the first and the last one stand in the way of topics meanwhile', () => {
    expect(cost({ 'broker.rack': 'a' }, { 'broker.rack': 'b' })).toEqual([`broker.rack: ${stays}`]);
    expect(cost({}, { 'broker.rack': 'b' })).toEqual([`broker.rack: ${stays}, ${meanwhile}`]);
    expect(cost({ 'broker.rack': 'a' }, {})).toEqual([`broker.rack: ${stays}, ${meanwhile}`]);
  });
});

describe('a retention time', () => {
  it.each([
    ['168', '72', '72 h'],
    ['-1', '168', '168 h'],
  ])('%s h -> %s h destroys data', (before, after, time) => {
    expect(cost(hours(before), hours(after))).toEqual([`log.retention.hours: ${lostAfter(time)}`]);
  });

  it.each([
    ['72', '168'],
    ['168', '-1'],
    ['-1', '-2'],
    ['168', 'many'],
    ['many', '72'],
  ])('%s h -> %s h does not', (before, after) => {
    expect(cost(hours(before), hours(after))).toEqual(['log.retention.hours: rolling restart']);
  });

  it('is told of the property that decides, in whatever unit', () => {
    expect(cost(hours('168'), { ...hours('168'), 'log.retention.minutes': '90' })).toEqual([
      `log.retention.minutes: ${lostAfter('90 min')}`,
    ]);
    expect(cost({ 'log.retention.ms': '7200000' }, { 'log.retention.ms': '1500' })).toEqual([
      `log.retention.ms: ${lostAfter('1500 ms')}`,
    ]);
    expect(cost({ 'log.retention.ms': '-1', ...hours('168') }, hours('168'))).toEqual([
      `log.retention.ms: ${lostAfter('168 h')}`,
    ]);
    expect(cost({ 'log.retention.ms': '-1', ...hours('168') }, hours('72'))).toEqual([
      `log.retention.hours: ${lostAfter('72 h')}`,
      'log.retention.ms: rolling restart',
    ]);
  });

  it('that another property overrules destroys nothing', () => {
    const ms = { 'log.retention.ms': '600000' };
    expect(cost({ ...hours('168'), ...ms }, { ...hours('1'), ...ms })).toEqual([
      'log.retention.hours: rolling restart',
    ]);
  });
});

describe('other changes that destroy data', () => {
  it.each<[Properties, Properties, string]>([
    [
      { 'log.retention.bytes': '-1' },
      { 'log.retention.bytes': '1000' },
      'log.retention.bytes: destroys data: the oldest records of partitions above 1000 bytes, in topics without a retention.bytes of their own',
    ],
    [
      {},
      { 'log.cleanup.policy': 'compact' },
      'log.cleanup.policy: destroys data: all records of a key but the last, in topics without a cleanup.policy of their own',
    ],
    [
      { 'log.cleanup.policy': 'compact' },
      {},
      'log.cleanup.policy: destroys data: records older than 168 h, in topics without a cleanup.policy of their own',
    ],
    [
      { 'log.cleanup.policy': 'compact', 'log.retention.hours': '-1', 'log.retention.bytes': '5' },
      { 'log.cleanup.policy': 'compact, delete', 'log.retention.hours': '-1', 'log.retention.bytes': '5' },
      'log.cleanup.policy: destroys data: the oldest records of partitions above 5 bytes, in topics without a cleanup.policy of their own',
    ],
    [
      {},
      { 'offsets.retention.minutes': '1440' },
      'offsets.retention.minutes: destroys data: offsets of consumer groups that committed nothing for 24 h',
    ],
    [
      { 'unclean.leader.election.enable': 'false' },
      { 'unclean.leader.election.enable': 'true' },
      'unclean.leader.election.enable: destroys data: acknowledged records, whenever a replica that lacks them becomes the leader',
    ],
    [{ 'log.dirs': '/a,/b' }, { 'log.dirs': '/b,/c' }, 'log.dirs: destroys data: data in /a stays there'],
  ])('%j -> %j', (before, after, text) => {
    expect(cost(before, after)).toEqual([text]);
  });

  it.each<[Properties, Properties]>([
    [{ 'log.retention.bytes': '1000' }, { 'log.retention.bytes': '2000' }],
    [{ 'log.cleanup.policy': 'compact,delete' }, { 'log.cleanup.policy': 'delete' }],
    [{ 'offsets.retention.minutes': '1440' }, {}],
    [{ 'unclean.leader.election.enable': 'true' }, { 'unclean.leader.election.enable': 'false' }],
    [{ 'log.dirs': '/a' }, { 'log.dirs': '/a,/b' }],
  ])('are none the other way: %j -> %j', (before, after) => {
    expect(cost(before, after)).toEqual([`${Object.keys({ ...before, ...after })[0]}: rolling restart`]);
  });

  it('go by the defaults of the version', () => {
    const minutes = { 'offsets.retention.minutes': '1440' };
    expect(cost({}, minutes, '3.9.2')[0]).toContain('destroys data');
    expect(cost({}, minutes, '1.1.1')).toEqual(['offsets.retention.minutes: rolling restart']);
    const unclean = { 'unclean.leader.election.enable': 'false' };
    expect(cost(unclean, {}, '3.9.2')).toEqual(['unclean.leader.election.enable: rolling restart']);
    expect(cost(unclean, {}, '0.10.1.1')[0]).toContain('destroys data');
  });
});

describe('where ZooKeeper is', () => {
  const at = (connect: string): Properties => ({ 'zookeeper.connect': connect });

  it('may be said otherwise, and be on other servers', () => {
    const wanted = at('a:2181,b:2181,c:2181/x');
    expect(lines([at('a:2181/x'), at('a:2181/x/')], wanted)).toEqual([
      'cluster1: zookeeper.connect a:2181/x -> a:2181,b:2181,c:2181/x on broker 1: rolling restart',
      'cluster1: zookeeper.connect a:2181/x/ -> a:2181,b:2181,c:2181/x on broker 2: rolling restart',
    ]);
  });

  it.each([
    ['/x', '/y', 'under /y'],
    ['/x', '', 'under the root'],
    ['', '/y', 'under /y'],
  ])('is not another path of it: "%s" -> "%s"', (before, after, text) => {
    const [line] = lines([at(`a:2181${before}`), at(`a:2181${before}`)], at(`a:2181${after}`));
    expect(line).toContain(` on brokers 1, 2: impossible: ${text} ZooKeeper has another cluster`);
  });

  it('is taken back to the path of the other brokers', () => {
    expect(lines([at('a/x'), at('a/strayed')], at('a/x'))).toEqual([
      'cluster1: zookeeper.connect a/strayed -> a/x on broker 2: rolling restart',
    ]);
  });
});

describe('lines of a file', () => {
  it('are properties; comments, and what may hold a secret, are left out', () => {
    const text = ['# by us', '!too', '', 'a.b=1=2', 'c=', 'd: 3', 'ssl.key.password=x', 'SASL.JAAS.config=x'];
    expect(propertiesIn(text.join('\n'))).toEqual({ 'a.b': '1=2', c: '' });
  });
});
