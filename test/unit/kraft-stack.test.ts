// Proves that Pulumi.kraft.yaml is the topology of Pulumi.dev.yaml; that it comes up, `npm start -- --stack kraft` proves.
import { expect, it } from 'vitest';
import { at, check, devValues, unset, valuesIn } from '../support/config-fixture.ts';

it('differs from the stack dev in Kafka’s version and in what coordinates the clusters', () => {
  const common = (values: ReturnType<typeof devValues>) => {
    for (const cluster of ['cluster1', 'cluster2'])
      for (const key of ['version', 'zookeeper', 'controllers']) unset(values, ['clusters', cluster, key]);
    for (const role of ['zookeeper', 'controller']) unset(values, ['clusters', 'cluster2', 'heap', role]);
    return values;
  };
  expect(common(valuesIn('Pulumi.kraft.yaml'))).toEqual(common(devValues()));
  const { cluster1, cluster2 } = at(valuesIn('Pulumi.kraft.yaml'), ['clusters']) as Record<string, object>;
  for (const cluster of [cluster1, cluster2]) {
    expect(cluster).toMatchObject({ version: '4.3.1' });
    expect(cluster).not.toHaveProperty('zookeeper');
  }
});

it('has nothing to correct and nothing to note', () => {
  expect(check(valuesIn('Pulumi.kraft.yaml'))).toMatchObject({ ok: true, notes: [] });
});
