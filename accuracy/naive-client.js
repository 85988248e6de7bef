// What most would write: the `ws` package, a timer for each connection, the clock read before `send` and in `message`.
// It measures beside busyhour, so that what the machine does to any client can be seen. Prints its round trips as JSON,
// [number, microseconds] each. `node naive-client.js URL CONNECTIONS RATE SECONDS`, the rate that of each connection.
import WebSocket from 'ws';

const [url, connections, rate, seconds] = process.argv.slice(2);
const roundTrips = [];
const sockets = [];
let open = 0;

function connect() {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const sentAtMs = new Map();
  let sent = 0;
  socket.on('message', (data) => {
    const nowMs = performance.now();
    const n = Number(data.toString().slice(3, 13));
    roundTrips.push([n, (nowMs - sentAtMs.get(n)) * 1_000]);
    sentAtMs.delete(n);
  });
  socket.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
  socket.on('open', () => {
    open++;
    if (open === Number(connections)) setTimeout(finish, Number(seconds) * 1_000);
    socket.timer = setInterval(() => {
      const n = sent++;
      sentAtMs.set(n, performance.now());
      socket.send(`bh:${String(n).padStart(10, '0')}${'x'.repeat(19)}`);
    }, 1_000 / Number(rate));
  });
  sockets.push(socket);
}

/** What is on its way may still come; then the talk ends as it should, and with it the process. */
function finish() {
  for (const socket of sockets) clearInterval(socket.timer);
  setTimeout(() => {
    process.stdout.write(JSON.stringify(roundTrips));
    for (const socket of sockets) socket.close(1000);
  }, 500);
}

for (let i = 0; i < Number(connections); i++) connect();
