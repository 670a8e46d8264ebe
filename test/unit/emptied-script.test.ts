// Proves when a broker whose data folder is empty may start, with stand-ins for Kafka's and ZooKeeper's words; the copying itself
// the lab proves.
import { mkdirSync, symlinkSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { emptiedLines } from '../../components/emptied-data.ts';
import { noFilesFacts } from '../../probe/facts.ts';
import { bareHost } from '../support/deployment.ts';
import { partitionLines } from '../support/cluster-lines.ts';
import { scriptHost } from '../support/script-host.ts';
import { devValues, topologyOf } from '../support/config-fixture.ts';

const unit = 'kafka-cluster1-3';
const data = `/var/lib/kafka-proxied/${unit}/data`;

const host = scriptHost();
beforeEach(() => {
  mkdirSync(host.path(data), { recursive: true });
  mkdirSync(host.path(`/etc/kafka-proxied/${unit}/conf/h`), { recursive: true });
  symlinkSync('conf/h', host.path(`/etc/kafka-proxied/${unit}/good`));
});

/** @param partitions as `partitionLines` takes them; undefined: the cluster does not answer */
function start(registered: string, partitions?: string[], before = '') {
  const describeAs =
    partitions === undefined
      ? 'return 1'
      : `printf '%s\\n' ${partitionLines(...partitions)
          .map((one) => `'${one}'`)
          .join(' ')}`;
  return host.shell(
    `work=$(mktemp -d ${host.path('/work.XXXXXX')}); sync_pending=no
     get() { case $1 in id) echo 3 ;; brokers) echo 1 2 3 ;; guard_deadline) echo 0 ;; zookeeper) echo z:1 ;; *) echo "\${2-}" ;; esac; }
     is_active() { false; }
     chown() { :; }
     registered_brokers() { printf '%s\\n' ${registered}; }
     describe_topics() { ${describeAs}; }
     ${before}
     own_emptied_data ${unit}
     echo "emptied $emptied"`,
    ['roll'],
  );
}

describe('a broker without its data', () => {
  it('starts where others hold its partitions, and says from whom it copies', () => {
    const { code, stdout, stderr } = start('1 2', ['t-0 1,2,3 1,2 2 1', 't-1 3 3 1 3']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'emptied yes\n' });
    expect(stderr).toContain('broker 3 is empty: it copies its partitions again from broker(s) 1 2');
  });

  it('does not where it alone is in sync: others would drop what they have', () => {
    const { code, stderr } = start('1 2', ['t-0 1,2,3 1,2 2 1', 't-1 1,3 3 1 -']);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /is the only broker that is in sync for 1 partition\(s\), such as t-1\. .*--election-type unclean/,
    );
  });

  it('does not before others answer', () => {
    expect(start('3', ['t-0 1,3 1 1 1']).stderr).toMatch(/no other broker answers .* \(broker\(s\) 1 2\)/);
    expect(start('1 2').code).toBe(1);
  });

  it('is not one that never had any: the first start waits for nobody', () => {
    const first = `rm ${host.path(`/etc/kafka-proxied/${unit}/good`)}`;
    expect(start('', undefined, first)).toMatchObject({ code: 0, stdout: 'emptied no\n' });
    mkdirSync(host.path('/again'));
    symlinkSync('conf/h', host.path(`/etc/kafka-proxied/${unit}/good`));
    // A host that was set up anew: others know what it had.
    expect(start('1 2', ['t-0 1,2,3 1,2 2 1'], first)).toMatchObject({ code: 0, stdout: 'emptied yes\n' });
  });

  it('is not one that has records, whoever they belong to', () => {
    host.write(`${data}/meta.properties`, 'broker.id=3\n');
    expect(start('1 2', ['t-1 1,3 3 1 -'])).toMatchObject({ code: 0, stdout: 'emptied no\n' });
  });
});

describe('what preview says', () => {
  const topology = topologyOf(devValues());
  const lines = (...hosts: string[]): string[] =>
    emptiedLines(topology, (id) => {
      const own = `kafka-cluster1-${id.slice(-1)}`;
      return hosts.includes(id)
        ? { ...bareHost(), files: { [own]: { ...noFilesFacts(), emptied: true } } }
        : undefined;
    });

  it('is from whom the data comes, and what has no copy', () => {
    expect(lines()).toEqual([]);
    expect(lines('engine3')).toEqual([
      'broker 3 of cluster1: its data folder is empty (/var/lib/kafka-proxied/kafka-cluster1-3/data on engine3), its data is copied again from broker(s) 1, 2; what no other broker has a copy of is lost. If a disk is missing there, bring it back first. npm run status shows how far it is',
    ]);
    expect(lines('engine1', 'engine2', 'engine3')[0]).toContain('there is no other broker that has its data');
  });
});
