// Downloads with deadlines: a site that refuses, is not there or falls silent costs seconds, not a hanging set-up.
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EnvHttpProxyAgent, fetch } from 'undici';
import { hashFile } from './staging.ts';

/** How long a server may take to answer, and how long it may then fall silent, in milliseconds. */
export interface Deadlines {
  readonly answer: number;
  readonly silence: number;
}

// An answer takes well under a second even from far away; a firewall that drops packets must not cost more than this.
const defaultDeadlines: Deadlines = { answer: 8_000, silence: 20_000 };

/** The official copy can't be had from here: no route, refused, or not what the publisher's checksum says. */
export class DownloadRefused extends Error {
  override name = 'DownloadRefused';
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/**
 * Saves what `url` serves as `file`: through the proxy that HTTPS_PROXY or HTTP_PROXY names, but for hosts in NO_PROXY. Either
 * case will do, and the small one wins, as with curl.
 * @param note gets the megabytes so far, for progress
 * @throws DownloadRefused naming the address and the reason
 */
export async function download(
  url: string,
  file: string,
  note: (text: string) => void = () => {},
  deadlines: Deadlines = defaultDeadlines,
): Promise<void> {
  const giveUp = new AbortController();
  const after = (ms: number, what: string) =>
    setTimeout(() => giveUp.abort(new Error(`${what} for ${ms / 1000} s`)), ms);
  let watch = after(deadlines.answer, 'no answer');
  // Node's own fetch asks a proxy only if NODE_USE_ENV_PROXY was set when Node.js started.
  const dispatcher = new EnvHttpProxyAgent();
  try {
    const response = await fetch(url, { signal: giveUp.signal, dispatcher });
    if (!response.ok || !response.body)
      throw new Error(`HTTP ${response.status} ${response.statusText}`.trim());
    let bytes = 0;
    async function* watched(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
      for await (const chunk of body) {
        clearTimeout(watch);
        watch = after(deadlines.silence, 'the server fell silent');
        bytes += chunk.length;
        note(`${(bytes / 1e6).toFixed(1)} MB of ${new URL(url).host}`);
        yield chunk;
      }
    }
    await pipeline(Readable.fromWeb(response.body), watched, createWriteStream(file));
  } catch (error) {
    throw new DownloadRefused(`${url}: ${reasonOf(error)}`);
  } finally {
    clearTimeout(watch);
    await dispatcher.destroy();
  }
}

/**
 * The digest that a checksum file gives for `name`: lines of `sha256sum`, or what `gpg --print-md` writes (the name, a
 * colon, and upper-case groups over several lines), which Apache uses.
 * @throws DownloadRefused if the file doesn't hold one
 */
export function publishedDigest(text: string, name: string): string {
  for (const line of text.split('\n')) {
    const [digest, file] = line.trim().split(/\s+\*?/);
    if (file === name && digest && /^[0-9a-f]{64,128}$/i.test(digest)) return digest.toLowerCase();
  }
  const printed = text.startsWith(`${name}:`) ? text.slice(name.length + 1).replace(/\s+/g, '') : '';
  if (/^[0-9a-f]{64,128}$/i.test(printed)) return printed.toLowerCase();
  throw new DownloadRefused(`the published checksum file has no digest of ${name}`);
}

/** @throws DownloadRefused if the content of `file` isn't what its publisher's digest says */
export async function verifyDigest(file: string, expected: string): Promise<void> {
  const found = await hashFile(file, expected.length === 128 ? 'sha512' : 'sha256');
  if (found === expected) return;
  throw new DownloadRefused(
    `${file} has the digest ${found.slice(0, 16)}…, but its publisher says ${expected.slice(0, 16)}…: ` +
      'damaged or changed on the way, so it is not used',
  );
}
