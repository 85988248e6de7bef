// TLS behind a raw socket: each is carried to a TLS server of its own, so that one play can show a good certificate to
// bystanders and a bad one to victims, and so that a fault can still reach the TCP connection below.
import { connect, type Socket } from 'node:net';
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { GOOD } from './certificates.ts';
import { upgrade } from './speech.ts';
import type { Stage, Victim } from './stage.ts';

/** Speaks TLS on `socket` from the client's hello on; `then` gets what is inside. */
export async function secured(
  stage: Stage,
  socket: Socket,
  options: TlsOptions,
  then: (secure: TLSSocket) => void = () => {},
): Promise<void> {
  const inside = await behind(stage, socket, options, then);
  inside.pipe(socket);
}

/** Meets victims with TLS of its own, and nothing in it. */
export function meetingWith(options: () => TlsOptions) {
  return ({ socket }: Victim, stage: Stage) => secured(stage, socket, options());
}

/** Answers the hello with the first half of what should follow, and then does as it is told. */
export function halfway(act: (socket: Socket) => unknown) {
  return async ({ socket }: Victim, stage: Stage) => {
    const inside = await behind(stage, socket, GOOD);
    inside.once('data', (flight: Buffer) => {
      socket.write(flight.subarray(0, flight.length >> 1), () => act(socket));
    });
  };
}

/** Upgrades within TLS, and once the client has read that, does as it is told with either layer. */
export function whenOpen(act: (secure: TLSSocket, socket: Socket) => unknown) {
  return ({ socket }: Victim, stage: Stage) =>
    secured(stage, socket, GOOD, (secure) =>
      upgrade(secure, () => secure.once('data', () => act(secure, socket))),
    );
}

/** The other end of a connection to a TLS server that hears all that `socket` says. */
async function behind(
  stage: Stage,
  socket: Socket,
  options: TlsOptions,
  then: (secure: TLSSocket) => void = () => {},
): Promise<Socket> {
  socket.pause();
  const server = createServer(options, (secure) => {
    secure.on('error', () => {});
    then(secure);
  });
  stage.defer(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const inside = connect({ port: (server.address() as { port: number }).port, host: '127.0.0.1' });
  stage.defer(() => inside.destroy());
  inside.on('error', () => socket.destroy());
  socket.on('close', () => inside.destroy());
  socket.pipe(inside);
  return inside;
}
