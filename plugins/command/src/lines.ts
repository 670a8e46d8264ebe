// Cuts a stream of bytes into lines for the log, whatever their length.
import { StringDecoder } from 'node:string_decoder';

/** Characters of a line that are logged; the rest of a longer line is left out of the log (never of the output). */
export const longestLine = 4096;

export class LineSplitter {
  private readonly decoder = new StringDecoder('utf8');
  private readonly emit: (line: string) => void;
  private rest = '';

  constructor(emit: (line: string) => void) {
    this.emit = emit;
  }

  write(bytes: Buffer): void {
    const lines = (this.rest + this.decoder.write(bytes)).split('\n');
    // One character more than is logged tells a line that is too long from one that just fits.
    this.rest = (lines.pop() ?? '').slice(0, longestLine + 1);
    for (const line of lines) this.line(line);
  }

  end(): void {
    this.rest += this.decoder.end();
    if (this.rest !== '') this.line(this.rest);
    this.rest = '';
  }

  private line(text: string): void {
    const line = text.endsWith('\r') ? text.slice(0, -1) : text;
    this.emit(line.length > longestLine ? `${line.slice(0, longestLine)}…` : line);
  }
}
