// A server on the `ws` package that echoes what it gets and counts it: `node ws-server.js '<options as JSON>'`.
// It prints its port; GET /counts answers what it counted. Options: `server` goes to ws as it is; `subprotocol`
// is chosen where offered; `fragments` splits answers; `pingEveryMs`; `greetings` are sent to each connection
// at once; `endings` are dealt out to the connections in their order, each after `endAfter` messages.
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const options = JSON.parse(process.argv[2] ?? '{}');
const counts = {
  accepted: 0,
  open: 0,
  messages: 0,
  payloadBytes: 0,
  answers: 0,
  pingsReceived: 0,
  pingsSent: 0,
  pongsReceived: 0,
  wireBytes: 0,
  closes: {},
  extensions: {},
  subprotocols: {},
};
const count = (record, key) => {
  record[key] = (record[key] ?? 0) + 1;
};

const http = createServer((_request, response) => response.end(JSON.stringify(counts)));
const server = new WebSocketServer({
  server: http,
  ...(options.subprotocol && {
    handleProtocols: (offered) => offered.has(options.subprotocol) && options.subprotocol,
  }),
  ...options.server,
});

/** In several frames, each but the last of `size` bytes; with a ping between the first two. */
function sendFragmented(socket, data, size) {
  for (let start = 0; start === 0 || start < data.length; start += size) {
    const end = Math.min(start + size, data.length);
    socket.send(data.subarray(start, end), { fin: end === data.length, binary: false });
    if (start === 0) ping(socket);
  }
}

function ping(socket) {
  socket.ping('are you there');
  counts.pingsSent++;
}

function end(socket, { terminate, code, reason }) {
  if (terminate) socket.terminate();
  else socket.close(code, reason);
}

server.on('headers', (headers) => {
  const agreed = headers.find((header) => header.startsWith('Sec-WebSocket-Extensions: '));
  count(counts.extensions, agreed?.split(': ')[1] ?? '');
});

server.on('connection', (socket, request) => {
  const upgradeBytes = request.socket.bytesRead;
  const ending = options.endings?.[counts.accepted % options.endings.length];
  let left = ending ? options.endAfter : Number.POSITIVE_INFINITY;
  counts.accepted++;
  counts.open++;
  count(counts.subprotocols, socket.protocol);
  const pings = options.pingEveryMs && setInterval(() => ping(socket), options.pingEveryMs);
  for (const text of options.greetings ?? []) socket.send(text);
  socket.on('ping', () => counts.pingsReceived++);
  socket.on('pong', (data) => {
    if (String(data) === 'are you there') counts.pongsReceived++;
  });
  socket.on('message', (data, isBinary) => {
    if (left === 0) return;
    counts.messages++;
    counts.payloadBytes += data.length;
    counts.answers++;
    if (options.fragments) sendFragmented(socket, data, Math.ceil(data.length / options.fragments));
    else socket.send(data, { binary: isBinary });
    if (--left === 0) end(socket, ending);
  });
  socket.on('error', () => {}); // the close that follows says it
  socket.on('close', (code) => {
    clearInterval(pings);
    counts.open--;
    counts.wireBytes += request.socket.bytesRead - upgradeBytes;
    count(counts.closes, code);
  });
});

http.listen(0, '127.0.0.1', () => process.stdout.write(`${http.address().port}\n`));
