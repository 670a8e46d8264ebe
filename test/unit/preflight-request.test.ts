// Proves what a look asks each host for, as the arguments of the probe.
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import { probeArguments } from '../../probe/request.ts';
import { hostOf } from '../support/checked.ts';
import { referenceValues, topologyOf } from '../support/config-fixture.ts';

const topology = topologyOf(referenceValues());

describe('a look', () => {
  it('asks each host for what concerns it', () => {
    const asked = (id: string) => probeArguments(topology, makePlan(topology), hostOf(topology, id));
    const [, zookeepers, wanted, replies, places] = asked('engine1');
    expect(zookeepers).toBe('10.48.1.81:2181');
    expect(wanted).toBe('2181,9091,9191');
    expect(replies).toBe('198.51.100.211@10.48.1.81,198.51.100.141@10.48.1.81');
    expect(places).toContain('/var/lib/kafka-proxied/kafka-cluster1-1/data');
    expect(asked('gateway').slice(1, 4)).toEqual([
      '-',
      '-',
      '10.48.1.81@10.48.1.1,10.48.1.82@10.48.1.1,10.48.1.83@10.48.1.1',
    ]);
    expect(asked('gateway')[4]).toBe('/etc,/etc/kafka-proxied,/opt/kafka-proxied,/run/kafka-proxied');
  });
});
