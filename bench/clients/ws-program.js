// The `ws` package as an echo client, written the way that costs it least: no compression, one shared TLS context,
// `on` instead of `addEventListener`, one listener function for all connections. `node ws-program.js MODE URL CONNECTIONS SECONDS`.
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import WebSocket from 'ws';
import { fail, readCommand, sourceAddress, startOpening, TEXT } from './opener.js';

const command = readCommand();
const ca = process.env.NODE_EXTRA_CA_CERTS;
// Without this Node would build a context for every connection, which is most of a handshake's cost.
const tls = ca ? { secureContext: createSecureContext({ ca: readFileSync(ca) }) } : {};

function onMessage() {
  this.send(TEXT);
}

function onOpen() {
  if (command.mode === 'handshakes') this.terminate();
  opening.opened(this);
}

const opening = startOpening(command, (n) => {
  const localAddress = sourceAddress(n, command.connections);
  const socket = new WebSocket(command.url, { perMessageDeflate: false, localAddress, ...tls });
  socket.on('open', onOpen);
  socket.on('error', fail);
  if (command.mode === 'echo') socket.on('message', onMessage);
});
