// Node's built-in WebSocket as an echo client: `node built-in-program.js MODE URL CONNECTIONS SECONDS` (Node 20 needs
// --experimental-websocket before the file's name). It cannot choose its source address, and it closes with the closing
// handshake since it has no other way; it trusts the bench's certificate through NODE_EXTRA_CA_CERTS.
import { fail, readCommand, startOpening, TEXT } from './opener.js';

const command = readCommand();

function onMessage(event) {
  event.target.send(TEXT);
}

function onOpen(event) {
  if (command.mode === 'handshakes') event.target.close();
  opening.opened(event.target);
}

function onError(event) {
  fail(event.error ?? 'the connection failed');
}

const opening = startOpening(command, () => {
  const socket = new WebSocket(command.url);
  socket.addEventListener('open', onOpen);
  socket.addEventListener('error', onError);
  if (command.mode === 'echo') socket.addEventListener('message', onMessage);
});
