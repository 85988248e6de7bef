// The echo server of the wss rows: Bun.serve with TLS, one process, 127.0.0.1 only, since OpenSSL's headers are not
// everywhere where a C compiler is. Its counters lie in a file mapped into memory, in the layout of echo-server.c.
// `bun tls-server.ts COUNTERS_FILE CERTIFICATE KEY`; it prints {"port":N} and ends when its standard input does.
import { openSync, writeSync } from 'node:fs';

const [countersFile, certificate, key] = process.argv.slice(2);
if (!countersFile || !certificate || !key) {
  process.stderr.write('usage: tls-server.ts COUNTERS_FILE CERTIFICATE KEY\n');
  process.exit(2);
}

writeSync(openSync(countersFile, 'w'), new Uint8Array(4096));
// The low halves of 64-bit little-endian numbers: none of them reaches 2^32 in a bench.
const words = new Uint32Array(Bun.mmap(countersFile).buffer);
const [MESSAGES, HANDSHAKES, CLOSED, REFUSED] = [0, 2, 4, 6];
const count = (index: number): void => {
  words[index] = (words[index] ?? 0) + 1;
};

const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  tls: { cert: Bun.file(certificate), key: Bun.file(key) },
  fetch(request, own) {
    if (own.upgrade(request)) return undefined;
    count(REFUSED);
    return new Response('a WebSocket upgrade was expected\n', { status: 426 });
  },
  websocket: {
    perMessageDeflate: false,
    sendPings: false,
    idleTimeout: 0,
    maxPayloadLength: 1 << 16,
    open: () => count(HANDSHAKES),
    close: () => count(CLOSED),
    message(socket, message) {
      count(MESSAGES);
      socket.send(message);
    },
  },
});

process.stdout.write(`${JSON.stringify({ port: server.port })}\n`);
for await (const _ of Bun.stdin.stream()) {
  // Nothing is expected; the end of the stream means that the bench is gone.
}
process.exit(0);
