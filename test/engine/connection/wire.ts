// The network of a dial, in memory: every dial is a line, which does nothing but what a test makes it do, and keeps all that
// was written on it. It stands for the network, so it speaks raw bytes and knows nothing of the engine's own code.
import { createHash } from 'node:crypto';
import type {
  Connecting,
  Endpoint,
  SocketUser,
  StreamUser,
  Transport,
  TransportSocket,
} from '../../../src/engine/transport/transport.ts';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

export class Wire implements Transport {
  readonly lines: Line[] = [];
  /** Set where dials are to fail at once, as they do where this machine has no port left. */
  failsAtOnce: string | null = null;
  /** Whether a connect under way can be called off. */
  canBeCalledOff = true;

  get last(): Line {
    return this.lines.at(-1)!;
  }

  dial(address: string, to: Endpoint, user: SocketUser): Connecting | null {
    const line = new Line(address, to, user);
    this.lines.push(line);
    if (this.failsAtOnce === null) return this.canBeCalledOff ? line : null;
    user.onConnectFailed(this.failsAtOnce);
    return null;
  }
}

export class Line implements TransportSocket, Connecting {
  readonly address: string;
  readonly to: Endpoint;
  readonly dialer: SocketUser;
  data: StreamUser;
  /** Bytes that it still takes. */
  room = Number.POSITIVE_INFINITY;
  isPaused = false;
  /** Our FIN was sent. */
  isEnded = false;
  isTerminated = false;
  /** Bun's sockets tell of their end though it was their user's. */
  tellsOfOwnEnd = false;
  #written: Buffer[] = [];

  constructor(address: string, to: Endpoint, user: SocketUser) {
    this.address = address;
    this.to = to;
    this.dialer = user;
    this.data = user;
  }

  /** What was written since this was last asked. */
  take(): Buffer {
    const written = Buffer.concat(this.#written);
    this.#written = [];
    return written;
  }

  connect(): void {
    this.dialer.onConnected(this);
  }

  /** What the peer says. */
  say(bytes: string | Uint8Array): void {
    this.data.onBytes(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  }

  /** Answers the request that was written as a server does that upgrades; `rest` comes in the same chunk. */
  upgrade(headers: readonly string[] = [], rest: Uint8Array = Buffer.alloc(0)): void {
    const accept = `Sec-WebSocket-Accept: ${acceptFor(this.take().toString('latin1'))}`;
    const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
    const head = Buffer.from([...lines, accept, ...headers, '', ''].join('\r\n'), 'latin1');
    this.say(Buffer.concat([head, rest]));
  }

  write(bytes: Uint8Array, start = 0, length = bytes.length - start): number {
    const taken = Math.min(length, this.room);
    this.room -= taken;
    this.#written.push(Buffer.from(bytes.subarray(start, start + taken)));
    return taken;
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  end(): void {
    this.isEnded = true;
  }

  terminate(): void {
    if (this.isTerminated) return;
    this.isTerminated = true;
    if (this.tellsOfOwnEnd) this.data.onDisconnected(null);
  }
}

function acceptFor(request: string): string {
  const key = /^sec-websocket-key: (.*)$/im.exec(request)?.[1]?.trim();
  if (key === undefined) throw new Error(`no request: ${request}`);
  return createHash('sha1').update(`${key}${GUID}`).digest('base64');
}
