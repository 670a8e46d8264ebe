// Does not prove: that apt takes the lines; building the image does.
import { describe, expect, test } from 'vitest';
import { fromDeb822Style, fromListStyle } from '../../lab/image/sources.ts';

const line = (uri: string, suite: string) =>
  `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${uri} ${suite} main`;

describe('package sources of the machine', () => {
  test("in one-line style: Debian's own suites only", () => {
    const text = [
      '# deb http://mirror.example/debian bookworm main',
      'deb http://mirror.example/debian bookworm main contrib',
      'deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian-security bookworm-security main # security',
      'deb-src http://mirror.example/debian bookworm main',
      'deb http://other.example/apt cloud-sdk-bookworm main',
      'deb http://other.example/apt bookworm-backports main',
    ].join('\n');
    expect(fromListStyle(text)).toEqual([
      line('http://mirror.example/debian', 'bookworm'),
      line('http://mirror.example/debian-security', 'bookworm-security'),
    ]);
  });

  test('in deb822 style: each suite of each URI, without disabled stanzas', () => {
    const text = [
      'Types: deb deb-src',
      '# a comment between fields',
      'URIs: http://a.example/debian http://b.example/debian',
      'Suites: bookworm',
      ' bookworm-updates',
      'Components: main',
      '',
      'Enabled: no',
      'Types: deb',
      'URIs: http://off.example/debian',
      'Suites: bookworm',
      '',
      'Types: deb-src',
      'URIs: http://src.example/debian',
      'Suites: bookworm',
      '',
      'Types: deb',
      'URIs: http://node.example/node',
      'Suites: nodistro',
    ].join('\n');
    expect(fromDeb822Style(text)).toEqual([
      line('http://a.example/debian', 'bookworm'),
      line('http://a.example/debian', 'bookworm-updates'),
      line('http://b.example/debian', 'bookworm'),
      line('http://b.example/debian', 'bookworm-updates'),
    ]);
  });
});
