// How victims are met: each helper makes the `serve` of an entry out of the one thing that it does wrong.
// Law: whatever comes before that one thing is right, and what goes wrong in here ends the play.
import type { Socket } from 'node:net';
import { type ClientFrame, closeCode, readFrames, readRequest, upgrade } from './speech.ts';
import type { Stage, Victim } from './stage.ts';

type Serve = (victim: Victim, stage: Stage) => unknown;

/** At once, before a word was read. */
export function onAccept(act: (socket: Socket) => unknown): Serve {
  return ({ socket }) => act(socket);
}

/** Once the upgrade request is whole. */
export function onRequest(act: (socket: Socket, request: string) => unknown): Serve {
  return ({ socket }, stage) =>
    readRequest(socket, (request) => stage.watch(async () => act(socket, request)));
}

/** An answer to the upgrade, and the end of the connection. */
export function answering(text: string | ((request: string) => string)): Serve {
  return onRequest((socket, request) =>
    socket.end(typeof text === 'string' ? text : text(request), 'latin1'),
  );
}

/** Right behind the answer that upgrades, often in the same segment. Goodbyes are noted. */
export function onOpen(act: (victim: Victim, stage: Stage) => unknown, ...headers: string[]): Serve {
  return (victim, stage) =>
    upgrade(
      victim.socket,
      () => {
        readFrames(victim.socket, (frame) => note(victim, frame));
        stage.watch(async () => act(victim, stage));
      },
      ...headers,
    );
}

/** Once the client's first message came: then it has read all that was sent so far. */
export function onMessage(act: (victim: Victim, stage: Stage) => unknown): Serve {
  return onOpen((victim, stage) =>
    victim.socket.once('data', () => stage.watch(async () => act(victim, stage))),
  );
}

/** Open, and then these bytes. */
export function sending(...bytes: readonly Uint8Array[]): Serve {
  return onOpen(({ socket }) => socket.write(Buffer.concat(bytes)));
}

/** Open, then a goodbye, and the end once it was answered: as RFC 6455 has it. */
export function closing(bytes: Uint8Array): Serve {
  return onOpen(({ socket }) => {
    socket.write(bytes);
    readFrames(socket, ({ opcode }) => opcode === 8 && socket.end());
  });
}

function note(victim: Victim, frame: ClientFrame): void {
  if (frame.opcode === 8) victim.goodbyes.push(closeCode(frame));
}
