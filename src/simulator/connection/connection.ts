// One client's connection, as the platform sees it: messages in, replies, events and pings out, and how it
// ends. Counts each thing before its bytes leave, so that no answer can outrun the figures.

import type { ServerWebSocket } from 'bun';
import { type Payload, payloadBytes } from '../payload.ts';
import type { ClientFrame, Conversation } from '../platform.ts';
import type { SumCounter } from '../stats.ts';
import type { WheelEntry } from '../wheel.ts';
import { coarseUs, Deadline } from './deadline.ts';
import { EventStream } from './event-stream.ts';
import type { Host } from './host.ts';
import { KeepAlive } from './keep-alive.ts';

const SECOND_US = 1_000_000;
const NO_CLOSE_FRAME = 1006;

export class Connection {
  readonly ordinal: number;
  readonly conversation: Conversation;
  readonly #host: Host;
  #socket: ServerWebSocket<Connection> | null = null;
  #isAuthenticated: boolean;
  #isEnded = false;
  #isEndedByUs = false;
  #isCongested = false;
  #events: EventStream | null = null;
  #keepAlive: KeepAlive | null = null;
  /** Deadlines to cancel at the end; null where there are none. */
  #deadlines: WheelEntry[] | null = null;
  #authDeadline: Deadline<Connection> | null = null;
  #rateWindowAtUs = 0;
  #rateCount = 0;

  constructor(host: Host, isAuthenticated: boolean) {
    host.opened += 1;
    this.ordinal = host.opened;
    this.conversation = host.dialect.createConversation();
    this.#host = host;
    this.#isAuthenticated = isAuthenticated;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Whether what was sent waits in our memory for the client to read. */
  get isCongested(): boolean {
    return this.#isCongested;
  }

  open(socket: ServerWebSocket<Connection>): void {
    this.#socket = socket;
    this.#host.connections.add(this);
    const { options, wheel } = this.#host;
    const nowUs = wheel.nowUs();
    if (options.pingIntervalUs > 0) this.#keepAlive = new KeepAlive(this.#host, this, nowUs);
    this.#setDeadline(options.tokenLifeUs, expireToken, nowUs);
    const share = options.faultShare;
    if (Math.floor(this.ordinal * share) > Math.floor((this.ordinal - 1) * share)) {
      this.#setDeadline(options.closeAfterUs, closeByFault, nowUs);
      this.#setDeadline(options.dropAfterUs, dropByFault, nowUs);
    }
    if (this.#isAuthenticated) this.#startEvents(nowUs);
    else this.#authDeadline = this.#setDeadline(options.authTimeoutUs, failAuth, nowUs);
  }

  #setDeadline(
    afterUs: number,
    befall: (connection: Connection) => void,
    nowUs: number,
  ): Deadline<Connection> | null {
    if (afterUs === 0) return null;
    const deadline = new Deadline<Connection>(this, befall);
    this.#host.wheel.schedule(deadline, coarseUs(nowUs + afterUs));
    this.#deadlines ??= [];
    this.#deadlines.push(deadline);
    return deadline;
  }

  #startEvents(nowUs: number): void {
    if (this.#host.options.eventRate > 0) this.#events = new EventStream(this.#host, this, nowUs);
  }

  receive(message: Payload): void {
    const { board } = this.#host;
    board.count('messagesReceived');
    board.count('bytesReceived', payloadBytes(message));
    const frame = this.conversation.read(message);
    switch (frame.kind) {
      case 'ack':
        board.count('acksReceived');
        if (!this.#events?.ack(frame.seq)) board.count('acksUnexpected');
        return;
      case 'message':
        board.count('requestsReceived');
        this.#answer(frame);
        return;
      case 'auth':
        board.count('authsReceived');
        this.#authenticate(frame.token);
        return;
      case 'unknown':
        board.count('unknownMessages');
        return;
      case 'invalid':
        board.count('invalidMessages');
        return;
    }
  }

  #answer(frame: ClientFrame): void {
    const { board, options, wheel } = this.#host;
    if (!this.#isAuthenticated) this.refuseAuth('a message came before the authentication frame');
    else if (options.messageRateLimit > 0 && this.#isOverRate(wheel.nowUs())) this.#throttle();
    else if (options.silent) board.count('repliesUnsent');
    else this.#reply(frame.reply);
  }

  #reply(reply: Payload): void {
    const { board, held, options, wheel } = this.#host;
    const bytes = payloadBytes(reply);
    if (options.holdUs === 0) this.sendReply(reply, bytes);
    else if (!held.hold(wheel, this, reply, bytes, wheel.nowUs() + options.holdUs))
      board.count('repliesDropped');
  }

  #isOverRate(nowUs: number): boolean {
    if (nowUs - this.#rateWindowAtUs >= SECOND_US) {
      this.#rateWindowAtUs = nowUs;
      this.#rateCount = 0;
    }
    this.#rateCount += 1;
    return this.#rateCount > this.#host.options.messageRateLimit;
  }

  #throttle(): void {
    const frame = this.conversation.throttle?.(this.#host.options.retryAfterSeconds);
    if (frame !== undefined) this.send(frame, 'throttlesSent', payloadBytes(frame));
  }

  #authenticate(token: string): void {
    const { board, options, wheel } = this.#host;
    if (options.token !== null && token !== options.token) {
      this.refuseAuth('wrong token');
      return;
    }
    board.count('authAccepted');
    this.#tell(this.conversation.authentication?.accepted());
    if (this.#isAuthenticated || this.#isEnded) return;
    this.#isAuthenticated = true;
    if (this.#authDeadline) wheel.cancel(this.#authDeadline);
    this.#startEvents(wheel.nowUs());
  }

  refuseAuth(reason: string): void {
    this.#host.board.count('authFailed');
    this.#tell(this.conversation.authentication?.refused(reason));
    this.end(1008, 'auth_failed');
  }

  expireToken(): void {
    const { board, dialect } = this.#host;
    const { frame, code, reason } = dialect.expiry;
    board.count('tokensExpired');
    this.#tell(frame ?? undefined);
    this.end(code, reason);
  }

  /** What is neither event, reply nor throttle; nothing where the platform has no word for it. */
  #tell(frame: Payload | undefined): void {
    if (frame !== undefined) this.send(frame, 'othersSent', payloadBytes(frame));
  }

  closeByFault(): void {
    this.end(this.#host.options.closeCode, this.#host.options.closeReason);
  }

  sendReply(reply: Payload, bytes: number): void {
    if (!this.send(reply, 'repliesSent', bytes)) this.#host.board.count('repliesDropped');
  }

  /** False where the connection is gone, or so much waits for the client that nothing more is taken. */
  send(payload: Payload, counter: SumCounter, bytes: number): boolean {
    if (this.#isEnded || this.#socket === null) return false;
    const { board, options } = this.#host;
    board.count(counter);
    board.count('bytesSent', bytes);
    const result = this.#socket.send(payload, options.deflate);
    if (result < 0) this.#isCongested = true;
    if (result !== 0 || (bytes === 0 && !this.#isCongested)) return true;
    board.count(counter, -1);
    board.count('bytesSent', -bytes);
    return false;
  }

  drained(): void {
    this.#isCongested = false;
  }

  ping(payload: string): void {
    this.#host.board.count('pingsSent');
    this.#socket?.ping(payload);
  }

  pinged(): void {
    this.#host.board.count('clientPings');
  }

  ponged(payload: Buffer): void {
    this.#host.board.count('pongsReceived');
    if (this.#keepAlive) this.#keepAlive.pong(payload);
    else this.#host.board.count('pongsUnsolicited');
  }

  /** Closes with a frame. */
  end(code: number, reason: string): void {
    if (this.#isEnded) return;
    this.#isEndedByUs = true;
    this.#socket?.close(code, reason);
  }

  /** Ends the TCP connection without a close frame. */
  drop(): void {
    if (this.#isEnded) return;
    this.#isEndedByUs = true;
    this.#socket?.terminate();
  }

  closed(code: number, reason: string): void {
    this.#isEnded = true;
    const { board, connections, wheel } = this.#host;
    // The server library reports its own protocol closes as 1006 with words of its own.
    const isOfLibrary = code === NO_CLOSE_FRAME && reason !== '' && !this.#isEndedByUs;
    board.countClose(isOfLibrary ? libraryCode(reason) : code, this.#isEndedByUs || isOfLibrary);
    board.release();
    connections.delete(this);
    this.#socket = null;
    if (this.#events) wheel.cancel(this.#events);
    if (this.#keepAlive) wheel.cancel(this.#keepAlive);
    for (const deadline of this.#deadlines ?? []) wheel.cancel(deadline);
  }
}

/** What the library sent on the wire; it hands on no code, so its words are all there is. */
function libraryCode(reason: string): number {
  if (/too big/i.test(reason)) return 1009;
  return /utf-?8/i.test(reason) ? 1007 : 1002;
}

const expireToken = (connection: Connection) => connection.expireToken();
const closeByFault = (connection: Connection) => connection.closeByFault();
const dropByFault = (connection: Connection) => connection.drop();
const failAuth = (connection: Connection) => connection.refuseAuth('no authentication frame came in time');
