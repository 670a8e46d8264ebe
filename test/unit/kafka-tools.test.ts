// Proves the shape of the table of tools; that the classes and options exist, only Kafka's jars can tell.
import { describe, expect, it } from 'vitest';
import { versions } from '../../config/versions.ts';
import { kafkaTool, kafkaTools, renderToolsTable } from '../../templates/kafka-tools.ts';

describe.each(Object.keys(versions))('tools of Kafka %s', (version) => {
  const rows = renderToolsTable(version)
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(' '));

  it('are a table of eight columns, one line a tool; nine where there is one more word', () => {
    const columns = Object.entries(kafkaTools(version)).map(([name, { also }]) => ({ name, also }));
    expect(rows.map(([name, ...row]) => [name, row.length + 1, row[7]])).toEqual(
      columns
        .toSorted((a, b) => (`${a.name} ` < `${b.name} ` ? -1 : 1))
        .map(({ name, also }) => [name, also === undefined ? 8 : 9, also]),
    );
    expect(rows.flat().filter((cell) => cell === '')).toEqual([]);
    expect(new Set(rows.map(([name]) => name)).size).toBe(rows.length);
  });

  it('are called as Kafka calls its scripts, without kafka- and .sh', () => {
    for (const name of ['topics', 'console-producer', 'console-consumer', 'configs', 'consumer-groups'])
      expect(kafkaTools(version)).toHaveProperty([name]);
    expect(Object.keys(kafkaTools(version)).filter((name) => /^kafka-|\.sh$/.test(name))).toEqual([]);
  });

  it('take properties from a file of the client’s', () => {
    const files = rows.map((row) => [row[5], row[6]]).filter(([option]) => option !== '-');
    expect(files.length).toBeGreaterThan(5);
    for (const [option, file] of files) {
      expect(option).toMatch(
        /^--[a-z-]+([.-]config|-file)(,(-c|--[a-z]+([.-]config|-file)))?$|^--config,-c$|^-zk-tls-config-file$/,
      );
      expect(['client', 'producer', 'consumer', 'zookeeper']).toContain(file);
    }
  });
});

describe('what is not known', () => {
  it.each([
    ['a version', () => kafkaTools('0.0.1'), 'Kafka 0.0.1'],
    ['a tool', () => kafkaTool('3.9.2', 'nonsense'), 'no tool nonsense'],
  ])('%s is named', (_, ask, text) => {
    expect(ask).toThrow(text);
  });
});
