// Cuts a stream of bytes into lines for the log, whatever their length.
import { StringDecoder } from 'node:string_decoder';

/** Longest piece that is logged as one line, in characters; longer lines are logged in pieces. */
export const longestLine = 16 * 1024;

export class LineSplitter {
  private readonly decoder = new StringDecoder('utf8');
  private readonly emit: (line: string) => void;
  private rest = '';

  constructor(emit: (line: string) => void) {
    this.emit = emit;
  }

  write(bytes: Buffer): void {
    const lines = (this.rest + this.decoder.write(bytes)).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.line(line.endsWith('\r') ? line.slice(0, -1) : line);
    while (this.rest.length > longestLine) {
      this.emit(this.rest.slice(0, longestLine));
      this.rest = this.rest.slice(longestLine);
    }
  }

  end(): void {
    this.rest += this.decoder.end();
    if (this.rest !== '') this.line(this.rest);
    this.rest = '';
  }

  private line(text: string): void {
    if (text.length <= longestLine) return this.emit(text);
    for (let at = 0; at < text.length; at += longestLine) this.emit(text.slice(at, at + longestLine));
  }
}
