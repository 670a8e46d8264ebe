// Proves the text that carries the declared topics; not what the host makes of it (topics-script.test.ts, the lab).
import { describe, expect, it } from 'vitest';
import { renderBody } from '../../templates/document.ts';
import { renderTopics, topicsDocument } from '../../templates/topics.ts';
import { brokerFactsOf, devValues, topologyOf } from '../support/config-fixture.ts';

describe('declared topics', () => {
  it('are lines in the order of names, each followed by its properties', () => {
    const topics = [
      { name: 'b', partitions: 6, replicationFactor: 3, config: {} },
      {
        name: 'a.b',
        partitions: 1,
        replicationFactor: 2,
        config: { 'retention.ms': '-1', 'cleanup.policy': 'compact, delete' },
      },
    ];
    const text = [
      'topic a.b 1 2',
      'config a.b cleanup.policy compact, delete',
      'config a.b retention.ms -1',
      'topic b 6 3',
      '',
    ].join('\n');
    expect(renderTopics(topics)).toBe(text);
    expect(renderTopics([...topics].reverse())).toBe(text);
    expect(renderTopics([])).toBe('');
  });

  it('go to the brokers’ own addresses, with the tools of the cluster’s version', () => {
    const facts = brokerFactsOf(topologyOf(devValues()), 2);
    const document = topicsDocument(facts);
    expect(document.params).toMatchObject({
      version: '3.9.2',
      topic_tool: 'org.apache.kafka.tools.TopicCommand',
      config_tool: 'kafka.admin.ConfigCommand',
      bootstrap: '10.48.1.81:9091,10.48.1.82:9092,10.48.1.83:9093',
      zookeeper: '10.48.1.81:2181',
      chroot: '/cluster1',
      brokers: '1 2 3',
      unit: 'kafka-cluster1-2',
    });
    expect(renderBody(document)).toContain('\nfile topics\n  topic records 6 3\n');
    const nobody = { listeners: {}, coordinators: {} };
    expect(() => topicsDocument({ ...facts, plan: nobody })).toThrow('broker 1 of cluster1');
  });
});
