// The server of one play: the first connections are bystanders, which it serves well to the end (an echo, pongs, a
// proper goodbye); the later ones are victims, which it serves as the fault says. Bystanders get no answer before all
// of them have asked and the fault is in place: so no victim can come early, however busy the machine is.
import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { GOOD } from './certificates.ts';
import { BYSTANDERS, type Fault } from './fault.ts';
import { closeCode, closeFrame, frame, rawFrame, readFrames, readRequest, upgradeAnswer } from './speech.ts';
import { secured } from './tls-server.ts';

export interface Victim {
  readonly socket: Socket;
  /** The codes of the close frames that it sent; 1005 for one without. */
  readonly goodbyes: number[];
}

interface Bystander {
  readonly socket: Duplex;
  readonly request: string;
  echoed: number;
}

export class Stage {
  readonly victims: Victim[] = [];
  readonly bystanders: Bystander[] = [];
  readonly server: Server;
  /** Of the process that dials; 0 until it runs. */
  workerPid = 0;
  /** What went wrong in here, if anything did. */
  problem: unknown;
  /** Called when every bystander has asked, before any is answered. */
  onGate: () => unknown = () => {};
  readonly #fault: Fault;
  readonly #sockets = new Set<Socket>();
  readonly #cleanups: (() => unknown)[] = [];
  #accepted = 0;

  constructor(fault: Fault) {
    this.#fault = fault;
    this.server = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
  }

  get port(): number {
    return (this.server.address() as { port: number }).port;
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  /** To be undone when the play is over, the last first. */
  defer(cleanup: () => unknown): void {
    this.#cleanups.push(cleanup);
  }

  async close(): Promise<void> {
    for (const cleanup of this.#cleanups.splice(0).reverse()) await cleanup();
    for (const socket of this.#sockets) socket.destroy();
    this.server.close();
  }

  /** Runs on by itself; what goes wrong in it ends the play. */
  watch(act: () => Promise<unknown>): void {
    act().catch((error: unknown) => {
      this.problem ??= error;
    });
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => {});
    socket.resume(); // whatever nobody reads is dropped, so that an end is seen
    const isBystander = this.#accepted++ < BYSTANDERS;
    if (isBystander || !this.#fault.lingers) socket.on('end', () => socket.end());
    if (!isBystander) return this.#meetVictim(socket);
    if (!this.#fault.secure) return this.#meetBystander(socket);
    this.watch(() => secured(this, socket, GOOD, (secure) => this.#meetBystander(secure)));
  }

  #meetVictim(socket: Socket): void {
    const victim: Victim = { socket, goodbyes: [] };
    this.victims.push(victim);
    this.watch(async () => this.#fault.serve?.(victim, this));
  }

  #meetBystander(socket: Duplex): void {
    readRequest(socket, (request) => {
      this.bystanders.push({ socket, request, echoed: 0 });
      if (this.bystanders.length === BYSTANDERS) this.watch(() => this.#openGate());
    });
  }

  async #openGate(): Promise<void> {
    await this.onGate();
    for (const bystander of this.bystanders) echo(bystander);
  }
}

function echo(bystander: Bystander): void {
  const { socket, request } = bystander;
  readFrames(socket, (received) => {
    if (received.opcode < 8) {
      bystander.echoed++;
      socket.write(rawFrame(received.first, received.payload));
    } else if (received.opcode === 9) {
      socket.write(frame(10, received.payload));
    } else if (received.opcode === 8) {
      socket.end(closeFrame(closeCode(received)));
    }
  });
  socket.write(upgradeAnswer(request));
}
