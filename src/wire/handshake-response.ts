// The head of the server's answer to an upgrade, RFC 9112 read strictly: line ends are CRLF, names are tokens, nothing
// is folded. Incremental and bounded; any chunking gives the same. Judges nothing: that is upgrade-check.ts.

export interface UpgradeResponse {
  readonly status: number;
  /** Of HTTP/1.x. */
  readonly minorVersion: number;
  readonly reason: string;
  /** In order, names in lower case, values trimmed. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

export type ResponseResult =
  | { readonly state: 'more' }
  /** `rest` is where in the chunk that completed the head the bytes after it begin: frames, or a body. */
  | { readonly state: 'done'; readonly response: UpgradeResponse; readonly rest: number }
  | { readonly state: 'error'; readonly code: 'malformed' | 'headers-too-large' };

export const MAX_HEAD_BYTES = 16 * 1024;
const MAX_HEADERS = 100;

const MORE: ResponseResult = { state: 'more' };
const MALFORMED: ResponseResult = { state: 'error', code: 'malformed' };
const TOO_LARGE: ResponseResult = { state: 'error', code: 'headers-too-large' };

const CR = 13;
const LF = 10;
const START = Buffer.from('HTTP/1.', 'latin1');
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: ([\t -~\x80-\xff]*))?$/;
const NAME = /^[!#$%&'*+.^_`|~\w-]+$/;
const VALUE = /^[\t -~\x80-\xff]*$/;

export class UpgradeResponseParser {
  /** All bytes of heads so far, earlier 1xx heads included. */
  #headBytes = 0;
  /** Of the present head. */
  #seen = 0;
  #lineBytes = 0;
  #afterCr = false;
  /** Of the present head, what earlier chunks brought. */
  #kept = '';
  #result: ResponseResult = MORE;

  /** The next bytes of the connection. Once it is done or has failed, the result stays. */
  push(chunk: Uint8Array): ResponseResult {
    let from = 0;
    while (this.#result === MORE) {
      const end = this.#findEnd(chunk, from);
      if (end < 0) break;
      this.#result = readHead(this.#kept + latin1(chunk, from, end), end);
      this.#kept = '';
      this.#seen = 0;
      from = end;
    }
    if (this.#result === MORE) this.#kept += latin1(chunk, from, chunk.length);
    return this.#result;
  }

  /** The offset after the empty line that ends the head, or -1: not yet, or never (then the result says why). */
  #findEnd(chunk: Uint8Array, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (this.#headBytes >= MAX_HEAD_BYTES) return this.#fail(TOO_LARGE);
      // What is no HTTP at all is told at once instead of after a timeout.
      if (this.#seen < START.length && byte !== START[this.#seen]) return this.#fail(MALFORMED);
      this.#headBytes++;
      this.#seen++;
      if (this.#afterCr !== (byte === LF)) return this.#fail(MALFORMED);
      if (byte === CR) {
        this.#afterCr = true;
      } else if (byte === LF) {
        this.#afterCr = false;
        if (this.#lineBytes === 0) return at + 1;
        this.#lineBytes = 0;
      } else {
        this.#lineBytes++;
      }
    }
    return -1;
  }

  #fail(result: ResponseResult): number {
    this.#result = result;
    return -1;
  }
}

/** A whole head; `more` for an interim 1xx one, which only precedes the answer. */
function readHead(head: string, rest: number): ResponseResult {
  const lines = head.split('\r\n');
  const status = STATUS_LINE.exec(lines[0]!);
  if (status === null) return MALFORMED;
  const headers: (readonly [string, string])[] = [];
  // The last two are the empty line and what follows its end.
  for (let index = 1; index < lines.length - 2; index++) {
    if (headers.length === MAX_HEADERS) return TOO_LARGE;
    const line = lines[index]!;
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0));
    if (!NAME.test(name) || !VALUE.test(line)) return MALFORMED;
    headers.push([name.toLowerCase(), trimmed(line, colon + 1)]);
  }
  const code = Number(status[2]);
  if (code < 200 && code !== 101) return MORE;
  const response = { status: code, minorVersion: Number(status[1]), reason: status[3] ?? '', headers };
  return { state: 'done', response, rest };
}

/** The text from `from` on without the spaces and tabs around it; a loop, since no regular expression is linear here. */
function trimmed(line: string, from: number): string {
  let start = from;
  let end = line.length;
  while (start < end && (line[start] === ' ' || line[start] === '\t')) start++;
  while (end > start && (line[end - 1] === ' ' || line[end - 1] === '\t')) end--;
  return line.slice(start, end);
}

function latin1(data: Uint8Array, start: number, end: number): string {
  return Buffer.from(data.buffer, data.byteOffset + start, end - start).toString('latin1');
}

/** All values of a header, in order; `name` in lower case. */
export function headerValues(response: UpgradeResponse, name: string): readonly string[] {
  const values: string[] = [];
  for (const header of response.headers) if (header[0] === name) values.push(header[1]);
  return values;
}
