// Does not prove editors themselves: it asks the language server that most of them run for YAML.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schemaFile } from '../../config/reference/stack-file.ts';
import { projectRoot } from '../../lib/paths.ts';
import { LanguageServer, type Position } from '../support/language-server.ts';

const server = new LanguageServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

const uriOf = (stack: string): string => pathToFileURL(join(projectRoot, `Pulumi.${stack}.yaml`)).href;
const devText = readFileSync(join(projectRoot, 'Pulumi.dev.yaml'), 'utf8');

/** Where a text begins to stand. */
function placeOf(text: string, part: string): Position {
  const before = text.slice(0, text.indexOf(part)).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

describe('an editor that opens a stack file', () => {
  it('finds nothing wrong in Pulumi.dev.yaml', async () => {
    expect(await server.open(uriOf('dev'), devText)).toEqual([]);
  });

  it('shows what a key means, of which kind it is and its default', async () => {
    await server.open(uriOf('shown'), devText);
    const shown = await server.hover(uriOf('shown'), placeOf(devText, 'publicNameFrom'));
    expect(shown).toContain('How clients resolve `publicName`: `dns` is only checked');
    expect(shown).toContain('Type: hosts or dns. Default: `dns`.');
    expect(await server.hover(uriOf('shown'), placeOf(devText, 'clientAuth'))).toContain(
      'Whether clients of TLS listeners show a certificate',
    );
  });

  it('offers the keys of a broker, and the words of a value', async () => {
    const text = `# yaml-language-server: $schema=${schemaFile}
config:
  kafka-proxied:clusters:
    home:
      tls:
        clientAuth: 
      brokers:
        '1':
          host: box1
          
`;
    await server.open(uriOf('offered'), text);
    const keys = await server.completions(uriOf('offered'), { line: 9, character: 10 });
    expect(keys.sort()).toEqual(['external', 'jmxPort', 'port', 'rack', 'settings']);
    const words = await server.completions(uriOf('offered'), { line: 5, character: 20 });
    expect(words.sort()).toEqual(['none', 'requested', 'required']);
  });

  it('marks a misspelt key where it stands', async () => {
    const text = devText.replace('publicNameFrom', 'publicNameForm');
    const found = await server.open(uriOf('misspelt'), text);
    expect(found.map(({ message, range }) => ({ message, start: range.start }))).toEqual([
      { message: 'Property publicNameForm is not allowed.', start: placeOf(text, 'publicNameForm') },
    ]);
  });

  it('says what a value must look like', async () => {
    const text = devText.replace('address: 10.48.1.81', 'address: engine1.example.org');
    const found = await server.open(uriOf('wrong'), text);
    expect(found.map(({ message }) => message)).toEqual(['Give an IPv4 address, such as 192.0.2.10.']);
  });

  it('knows the schema by the first line alone', async () => {
    const text = devText.replace(/^.*\n/, '').replace('publicNameFrom', 'publicNameForm');
    expect(await server.open(uriOf('nameless'), text)).toEqual([]);
  });
});
