// A WebSocket client with nothing hidden, for testing the simulator: it answers a ping only when told to, can
// stop reading, can break the protocol, and keeps every frame it was sent. Owes nothing to src/wire.

import { until } from '../until.ts';

const MASK = [0x37, 0xfa, 0x21, 0x3d];
const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';

export interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
}

export interface DialOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Answers pings; on unless told otherwise. */
  readonly pongs?: boolean;
  readonly ca?: string;
  /** Sent as the request instead of a proper upgrade. */
  readonly request?: string;
}

export class RawClient {
  readonly frames: Frame[] = [];
  readonly atMs: number[] = [];
  /** How the TCP connection ended; undefined while it has not. */
  ended: 'fin' | 'reset' | 'here' | undefined;
  status = 0;
  head = '';
  bytes = 0;
  readonly #pongs: boolean;
  #socket!: Bun.Socket<undefined>;
  #rest: Buffer = Buffer.alloc(0);
  #unsent: Buffer = Buffer.alloc(0);
  #isClosedHere = false;

  private constructor(pongs: boolean) {
    this.#pongs = pongs;
  }

  /** Resolves once the TCP connection (or TLS) stands and the request is written; `answered()` waits for more. */
  static async dial(url: string, options: DialOptions = {}): Promise<RawClient> {
    const { hostname, port, pathname, search, protocol, host } = new URL(url);
    const client = new RawClient(options.pongs ?? true);
    const headers = Object.entries(options.headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`);
    const request =
      options.request ??
      `GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: ${KEY}\r\nSec-WebSocket-Version: 13\r\n${headers.join('')}\r\n`;
    const secured = Promise.withResolvers<void>();
    client.#socket = await Bun.connect({
      hostname: hostname.replace(/[[\]]/g, ''),
      port: Number(port),
      ...(protocol === 'wss:' ? { tls: { ca: options.ca ?? '' } } : {}),
      socket: {
        open: (socket) => {
          if (protocol === 'wss:') return;
          secured.resolve();
          socket.write(request);
        },
        handshake: (socket, isOk, error) => {
          if (!isOk) return secured.reject(error);
          secured.resolve();
          socket.write(request);
        },
        data: (_, chunk) => client.#take(chunk),
        drain: () => client.#flush(),
        end: () => client.#end('fin'),
        close: (_, error) => {
          client.#end(error ? 'reset' : 'fin');
          secured.reject(error ?? new Error('closed before TLS stood'));
        },
        error: () => client.#end('reset'),
      },
    });
    await secured.promise;
    return client;
  }

  /** Dials and waits until the upgrade is answered, or the connection is gone. */
  static async open(url: string, options: DialOptions = {}): Promise<RawClient> {
    const client = await RawClient.dial(url, options);
    await client.answered();
    return client;
  }

  async answered(): Promise<this> {
    await until(() => this.status !== 0 || this.ended !== undefined, 'an answer to the upgrade');
    return this;
  }

  #end(how: 'fin' | 'reset'): void {
    this.ended ??= this.#isClosedHere ? 'here' : how;
  }

  #take(chunk: Buffer): void {
    this.bytes += chunk.length;
    this.#rest = this.#rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#rest, chunk]);
    if (this.status === 0) {
      const end = this.#rest.indexOf('\r\n\r\n');
      if (end < 0) return;
      this.head = this.#rest.subarray(0, end).toString('latin1');
      this.status = Number(this.head.split(' ')[1]);
      this.#rest = this.#rest.subarray(end + 4);
    }
    if (this.status === 101) while (this.#takeFrame());
  }

  #takeFrame(): boolean {
    const rest = this.#rest;
    if (rest.length < 2) return false;
    const short = rest[1]! & 0x7f;
    const at = short === 127 ? 10 : short === 126 ? 4 : 2;
    if (rest.length < at) return false;
    const length =
      short === 127 ? Number(rest.readBigUInt64BE(2)) : short === 126 ? rest.readUInt16BE(2) : short;
    if (rest.length < at + length) return false;
    const frame = { opcode: rest[0]! & 0x0f, payload: rest.subarray(at, at + length) };
    this.#rest = rest.subarray(at + length);
    this.frames.push(frame);
    this.atMs.push(performance.now());
    if (frame.opcode === 9 && this.#pongs) this.sendFrame(10, frame.payload);
    return true;
  }

  /** The text messages so far. */
  get texts(): string[] {
    return this.frames.filter(({ opcode }) => opcode === 1).map(({ payload }) => payload.toString('utf8'));
  }

  count(opcode: number): number {
    return this.frames.filter((frame) => frame.opcode === opcode).length;
  }

  /** `"1008 ack_window_exceeded"`, or undefined where no close frame came. */
  get close(): string | undefined {
    const payload = this.frames.find(({ opcode }) => opcode === 8)?.payload;
    if (!payload) return undefined;
    return payload.length < 2
      ? '1005'
      : `${payload.readUInt16BE(0)} ${payload.subarray(2).toString('utf8')}`.trim();
  }

  header(name: string): string | undefined {
    return new RegExp(`^${name}: *(.*)$`, 'im').exec(this.head)?.[1];
  }

  send(text: string): void {
    this.sendFrame(1, Buffer.from(text, 'utf8'));
  }

  sendFrame(opcode: number, payload: Uint8Array): void {
    const { length } = payload;
    const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
    head[0] = 0x80 | opcode;
    head[1] = 0x80 | (length < 126 ? length : length < 65_536 ? 126 : 127);
    if (head.length === 4) head.writeUInt16BE(length, 2);
    if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
    const masked = Buffer.from(payload);
    for (let at = 0; at < length; at += 1) masked[at]! ^= MASK[at & 3]!;
    this.write(Buffer.concat([head, Buffer.from(MASK), masked]));
  }

  sendClose(code: number, reason = ''): void {
    const payload = Buffer.alloc(2 + Buffer.byteLength(reason));
    payload.writeUInt16BE(code, 0);
    payload.write(reason, 2);
    this.sendFrame(8, payload);
  }

  write(bytes: Uint8Array): void {
    this.#unsent = this.#unsent.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#unsent, bytes]);
    this.#flush();
  }

  #flush(): void {
    if (this.#unsent.length > 0)
      this.#unsent = this.#unsent.subarray(Math.max(0, this.#socket.write(this.#unsent)));
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Ends the TCP connection without a close frame. */
  terminate(): void {
    this.#isClosedHere = true;
    this.#socket.terminate();
  }
}
