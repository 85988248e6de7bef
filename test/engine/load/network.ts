// The network of a test, in memory: every dial is a line, which does what the test says, when the test lets it. Speaks the
// server's side of an upgrade and of an echo, as far as a load needs one. Nothing happens while a dial is being made.
import { createHash } from 'node:crypto';
import type {
  Connecting,
  Endpoint,
  SocketUser,
  StreamUser,
  Transport,
  TransportSocket,
} from '../../../src/engine/transport/transport.ts';
import { decodeClientFrames, encodeFrame } from '../../wire/server-frames.ts';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const CLOSE = 8;

/** What becomes of a dial: it opens, it is refused, or nobody ever answers. */
export type Answer = 'open' | 'refuse' | 'silence';

export class Network implements Transport {
  readonly lines: Line[] = [];
  answer: Answer = 'open';
  /** Whether messages come back, and goodbyes are answered. */
  echoes = true;
  saysGoodbye = true;

  dial(_address: string, _to: Endpoint, user: SocketUser): Connecting {
    const line = new Line(this, user);
    this.lines.push(line);
    return line;
  }

  /** Does what is to be done on every line; true where there was something. */
  serve(): boolean {
    return this.lines.filter((line) => line.serve()).length > 0;
  }

  /** The lines that are open now, in the order in which they were dialed. */
  get open(): Line[] {
    return this.lines.filter((line) => line.state === 'open');
  }
}

export class Line implements TransportSocket, Connecting {
  data: StreamUser;
  readonly #dialer: SocketUser;
  state: 'dialed' | 'connected' | 'open' | 'over' = 'dialed';
  /** Dropped by the caller, without a goodbye. */
  isDropped = false;
  messages = 0;
  readonly #network: Network;
  #written: Buffer[] = [];

  constructor(network: Network, user: SocketUser) {
    this.#dialer = user;
    this.#network = network;
    this.data = user;
  }

  serve(): boolean {
    switch (this.state) {
      case 'dialed':
        return this.#answerDial();
      case 'connected':
        return this.#answerUpgrade();
      case 'open':
        return this.#answerFrames();
      case 'over':
        return false;
    }
  }

  /** The peer resets the connection. */
  lose(): void {
    this.state = 'over';
    this.data.onDisconnected('ECONNRESET');
  }

  // TransportSocket

  write(bytes: Uint8Array, start = 0, length = bytes.length - start): number {
    this.#written.push(Buffer.from(bytes.subarray(start, start + length)));
    return length;
  }

  pause(): void {}

  resume(): void {}

  end(): void {}

  terminate(): void {
    this.state = 'over';
    this.isDropped = true;
  }

  #answerDial(): boolean {
    if (this.#network.answer === 'silence') return false;
    if (this.#network.answer === 'refuse') {
      this.state = 'over';
      this.#dialer.onConnectFailed('ECONNREFUSED');
    } else {
      this.state = 'connected';
      this.#dialer.onConnected(this);
    }
    return true;
  }

  #answerUpgrade(): boolean {
    const key = /^sec-websocket-key: (.*)$/im.exec(this.#take().toString())?.[1]?.trim();
    if (key === undefined) return false;
    const accept = createHash('sha1').update(`${key}${GUID}`).digest('base64');
    this.state = 'open';
    const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
    this.data.onBytes(Buffer.from(`${lines.join('\r\n')}\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`));
    return true;
  }

  #answerFrames(): boolean {
    const frames = decodeClientFrames(this.#take());
    for (const { opcode, payload } of frames) {
      if (opcode === CLOSE) this.#answerGoodbye(payload);
      else {
        this.messages++;
        if (this.#network.echoes) this.data.onBytes(encodeFrame({ opcode, payload }));
      }
    }
    return frames.length > 0;
  }

  #answerGoodbye(payload: Buffer): void {
    if (!this.#network.saysGoodbye) return;
    this.data.onBytes(encodeFrame({ opcode: CLOSE, payload }));
    this.state = 'over';
    this.data.onDisconnected(null);
  }

  #take(): Buffer {
    const taken = Buffer.concat(this.#written);
    this.#written = [];
    return taken;
  }
}
