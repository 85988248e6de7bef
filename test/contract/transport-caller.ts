// The user of a transport in its contract suite: keeps what it was told, and waits for what a test names.
import type { SocketUser, TransportSocket } from '../../src/engine/transport/transport.ts';
import { until } from '../until.ts';

export class Caller implements SocketUser {
  readonly #connected = Promise.withResolvers<TransportSocket>();
  readonly #failed = Promise.withResolvers<string>();
  readonly #disconnected = Promise.withResolvers<string | null>();
  readonly #chunks: Buffer[] = [];
  readonly #secure: boolean;
  #socket: TransportSocket | null = null;
  writable = 0;
  receivedBytes = 0;

  /** That bytes can be written: over TLS once it is secured. */
  readonly connected = this.#connected.promise;
  readonly failed = this.#failed.promise;
  readonly disconnected = this.#disconnected.promise;

  constructor(secure = false) {
    this.#secure = secure;
  }

  get received(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  async when(condition: () => boolean): Promise<void> {
    await until(condition, String(condition));
  }

  onConnected(socket: TransportSocket): void {
    this.#socket = socket;
    if (!this.#secure) this.#connected.resolve(socket);
  }

  onConnectFailed(code: string): void {
    this.#failed.resolve(code);
  }

  onSecured(): void {
    this.#connected.resolve(this.#socket!);
  }

  onBytes(chunk: Uint8Array): void {
    this.receivedBytes += chunk.length;
    this.#chunks.push(Buffer.from(chunk));
  }

  onWritable(): void {
    this.writable++;
  }

  onDisconnected(code: string | null): void {
    this.#disconnected.resolve(code);
  }
}
