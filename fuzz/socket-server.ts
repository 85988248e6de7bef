// A raw server on loopback that plays one script on each connection, in the order in which they come, and knows how
// many of them are still there: the engine's own count is held against it. It reads whatever it is sent.
import { createHash } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import type { Script } from './socket-script.ts';

/** The script of the nth connection accepted; undefined where nobody asked for one more. */
export type ScriptOf = (nth: number, accept: string) => Script | undefined;

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** The first byte of a client's close frame; met anywhere else it ends a polite script just as well. */
const CLOSE_FRAME = 0x88;

export class ScriptServer {
  readonly #server: Server;
  readonly #scriptOf: ScriptOf;
  readonly #sockets = new Set<Socket>();
  accepted = 0;
  /** Connections whose script is over, or that ended before it was. */
  played = 0;
  resets = 0;
  libraryCloses = 0;

  constructor(scriptOf: ScriptOf) {
    this.#scriptOf = scriptOf;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  get open(): number {
    return this.#sockets.size;
  }

  /** The port. */
  listen(): Promise<number> {
    return new Promise((resolve) => {
      this.#server.listen(0, '127.0.0.1', 1_024, () =>
        resolve((this.#server.address() as { port: number }).port),
      );
    });
  }

  close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #accept(socket: Socket): void {
    const nth = this.accepted++;
    let request = '';
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    const over = once(() => {
      this.played++;
    });
    socket.on('close', () => {
      this.#sockets.delete(socket);
      over();
    });
    const onRequest = (chunk: Buffer) => {
      request += chunk.toString('latin1');
      if (!request.includes('\r\n\r\n')) return;
      socket.off('data', onRequest);
      const script = this.#scriptOf(nth, acceptFor(request));
      if (script === undefined) {
        socket.destroy();
        return;
      }
      if (script.closesAsLibrary) this.libraryCloses++;
      socket.on('data', (bytes: Buffer) => {
        if (script.ending === 'polite' && bytes.includes(CLOSE_FRAME)) socket.end();
      });
      this.#play(socket, script, 0, over);
    };
    socket.on('data', onRequest);
  }

  #play(socket: Socket, script: Script, turn: number, over: () => void): void {
    if (socket.destroyed) return;
    const piece = script.pieces[turn];
    if (piece === undefined) {
      this.#end(socket, script);
      return over();
    }
    socket.write(piece);
    setTimeout(() => this.#play(socket, script, turn + 1, over), script.pauseMs);
  }

  #end(socket: Socket, { ending }: Script): void {
    if (ending === 'fin') socket.end();
    if (ending !== 'reset') return;
    this.resets++;
    socket.resetAndDestroy();
  }
}

function acceptFor(request: string): string {
  const key = /^sec-websocket-key:\s*(\S+)/im.exec(request)?.[1] ?? '';
  return createHash('sha1').update(`${key}${GUID}`).digest('base64');
}

function once(act: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    act();
  };
}
