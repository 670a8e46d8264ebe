// Proves what the probe says of properties that brokers were started with, and of topics, with temporary folders in the place of a host.
import { describe, expect, it } from 'vitest';
import type { HostFacts } from '../../probe/facts.ts';
import { parseFacts } from '../../probe/parse-facts.ts';
import { probeHost, probeOutput } from '../support/probed.ts';

const host = probeHost();

const told = (): Promise<string> => probeOutput(host);

async function properties(): Promise<HostFacts['properties'] | undefined> {
  return parseFacts(await told())?.properties;
}

describe('the properties of a broker', () => {
  const unit = 'kafka-c-1';
  const conf = `/etc/kafka-proxied/${unit}/conf`;
  const file = (...lines: string[]): string => ['# by us', ...lines, ''].join('\n');

  /** A broker that read a file with secrets joined to it. */
  function readBy(own: string, ...secrets: string[]): void {
    host.write(`/etc/systemd/system/${unit}.service`, '');
    host.write(`/run/kafka-proxied/${unit}/server.properties`, own + file(...secrets));
  }

  it('are what it was started with, whatever is staged or in use meanwhile', async () => {
    host.write(`${conf}/0a/server.properties`, file('a=1', 'b=x=y \\\\u'));
    host.write(`${conf}/0b/server.properties`, file('a=2'));
    host.write(`${conf}/0c/server.properties`, file('a=1'));
    readBy(file('a=1', 'b=x=y \\\\u'), 'c=secret');
    expect(await properties()).toEqual({ [unit]: { a: '1', b: 'x=y \\\\u' } });
  });

  it('are nothing of a broker that runs with what is no longer there, or that never ran', async () => {
    host.write(`${conf}/0a/server.properties`, file('a=1'));
    host.write(`/etc/systemd/system/${unit}.service`, '');
    expect(await properties()).toEqual({});
    readBy(file('a=2'), 'c=secret');
    expect(await properties()).toEqual({});
  });

  /** All that is told of a broker whose file somebody wrote such lines into. */
  async function toldOf(...lines: string[]): Promise<string> {
    host.write(`${conf}/0a/server.properties`, file('a=1', ...lines));
    readBy(file('a=1', ...lines), 'listener.name.external.ssl.key.password=TELLTALE', 'z=TELLTALE');
    return told();
  }

  it.each([
    'ssl.keystore.password=TELLTALE',
    'listener.name.external.plain.sasl.jaas.config=TELLTALE',
    'Password.Encoder.Secret=TELLTALE',
    'delegation.token.master.key=TELLTALE',
    'ssl.keystore.key=TELLTALE',
    'a.token=TELLTALE',
    'a.credential.source=TELLTALE',
    'ssl.key.passphrase : TELLTALE',
    'ssl.key.password TELLTALE=',
  ])('are no secret, even where one was written into the file: %s', async (line) => {
    const said = await toldOf(line);
    expect(said).toContain('\ta=1\n');
    expect(said).not.toContain('TELLTALE');
  });

  it('are nothing of a file in which a value goes on in the next line, which shows no name', async () => {
    const said = await toldOf('sasl.jaas.config=Module required \\', '  username="u" x="TELLTALE";');
    expect(said).not.toContain('TELLTALE');
    expect(said).not.toContain('\ta=1\n');
  });
});

describe('topics', () => {
  it('are told as they were last declared from here', async () => {
    const file = (cluster: string, text: string): void =>
      host.write(`/etc/kafka-proxied/declared-topics/${cluster}`, text);
    file('c', 'topic t 6 3\nconfig t retention.ms 1000\ntopic u 1 1\n');
    file('other', '');
    expect(parseFacts(await told())?.topics).toEqual({
      c: {
        t: { partitions: 6, replicationFactor: 3, config: { 'retention.ms': '1000' } },
        u: { partitions: 1, replicationFactor: 1, config: {} },
      },
    });
  });
});
