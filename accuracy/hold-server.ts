// A server that knows the truth: it holds each message for a time and notes, by its own clock, for how long it really
// did. `/hold/5` is a WebSocket that answers after about 5 ms (0: at once), in order, with what came; `/truth` tells
// every hold since it was last asked, in microseconds. A program of its own; ends with whoever started it.
import type { ServerWebSocket } from 'bun';

interface Held {
  readonly message: string | Buffer;
  readonly cameNs: number;
}

interface Connection {
  readonly holdNs: number;
  readonly queue: Held[];
}

const NS_PER_MS = 1_000_000;
/** More than any measurement sends. */
const MAX_TOLD = 1_000_000;

let told: number[] = [];

function answer(socket: ServerWebSocket<Connection>, { message, cameNs }: Held): void {
  const sentNs = Bun.nanoseconds();
  socket.send(message);
  if (told.length < MAX_TOLD) told.push((sentNs - cameNs) / 1_000);
}

/** Answers what is due, and comes back for the next; never early. */
function answerDue(socket: ServerWebSocket<Connection>): void {
  const { queue, holdNs } = socket.data;
  for (let held = queue[0]; held !== undefined; held = queue[0]) {
    const leftNs = held.cameNs + holdNs - Bun.nanoseconds();
    if (leftNs > 0) {
      setTimeout(answerDue, Math.ceil(leftNs / NS_PER_MS), socket);
      return;
    }
    queue.shift();
    answer(socket, held);
  }
}

const server = Bun.serve<Connection>({
  hostname: '127.0.0.1',
  port: 0,
  fetch(request, self) {
    const { pathname } = new URL(request.url);
    if (pathname === '/truth') {
      const truth = told;
      told = [];
      return Response.json(truth);
    }
    const holdMs = Number(/^\/hold\/(\d+)$/.exec(pathname)?.[1]);
    if (self.upgrade(request, { data: { holdNs: holdMs * NS_PER_MS, queue: [] } })) return undefined;
    return new Response('a WebSocket at /hold/MILLISECONDS, or GET /truth', { status: 404 });
  },
  websocket: {
    perMessageDeflate: false,
    message(socket, message) {
      const held = { message, cameNs: Bun.nanoseconds() };
      const { queue, holdNs } = socket.data;
      if (holdNs === 0) return answer(socket, held);
      queue.push(held);
      if (queue.length === 1) answerDue(socket);
    },
  },
});

process.stdin.on('end', () => process.exit(0)).resume();
process.stdout.write(`${server.port}\n`);
