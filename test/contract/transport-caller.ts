// The user of a transport in its contract suite: keeps what it was told, and waits for what a test names.
import type { TransportSocket, TransportUser } from '../../src/engine/transport/transport.ts';

const BOUND_MS = 10_000;

export class Caller implements TransportUser {
  readonly #connected = Promise.withResolvers<TransportSocket>();
  readonly #failed = Promise.withResolvers<string>();
  readonly #disconnected = Promise.withResolvers<string | null>();
  readonly #chunks: Buffer[] = [];
  writable = 0;
  receivedBytes = 0;

  readonly connected = this.#connected.promise;
  readonly failed = this.#failed.promise;
  readonly disconnected = this.#disconnected.promise;

  get received(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  /** Resolves once the condition holds; rejects where it does not within 10 s. */
  async when(condition: () => boolean): Promise<void> {
    const endMs = performance.now() + BOUND_MS;
    while (!condition()) {
      if (performance.now() > endMs) throw new Error(`not within ${BOUND_MS} ms: ${condition}`);
      await Bun.sleep(1);
    }
  }

  onConnected(socket: TransportSocket): void {
    this.#connected.resolve(socket);
  }

  onConnectFailed(code: string): void {
    this.#failed.resolve(code);
  }

  onSecured(): void {}

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
