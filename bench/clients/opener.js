// What the two Node clients share: their command line and the opening of connections, at most 200 at a time, so that
// all clients of the bench load the server alike. Plain JavaScript, since Node 20 is to run it as it is.
// It must never measure anything: the bench reads a client's CPU and memory, and the server's counters, from outside.

const MAX_IN_FLIGHT = 200;
const PER_ADDRESS = 4000;

/** 32 bytes, as every client of the bench sends. */
export const TEXT = 'busyhour bench: 32 bytes of text';

/** `MODE URL CONNECTIONS SECONDS` -> {mode, url, connections, seconds}; ends the process with 2 where it is wrong. */
export function readCommand() {
  const [mode, url, connections, seconds] = process.argv.slice(2);
  const good =
    ['echo', 'idle', 'handshakes'].includes(mode) &&
    /^wss?:\/\/127\.[0-9.]+:[0-9]+\//.test(url ?? '') &&
    Number(connections) >= 1 &&
    Number(seconds) >= 1;
  if (!good) {
    process.stderr.write(
      'usage: echo|idle|handshakes ws[s]://127.x.x.x:PORT/ CONNECTIONS SECONDS (with handshakes: how many in flight)\n',
    );
    process.exit(2);
  }
  return { mode, url, connections: Number(connections), seconds: Number(seconds) };
}

/** The source address of the n-th connection: in turn over enough of 127.0.0.x that none carries more than 4,000. */
export function sourceAddress(n, connections) {
  return `127.0.0.${1 + (n % Math.ceil(connections / PER_ADDRESS))}`;
}

export function fail(error) {
  process.stderr.write(`client: ${error?.message ?? error}\n`);
  process.exit(1);
}

/**
 * Starts connections and keeps them coming. `startOne(n)` dials the n-th; the client then calls `opened(socket)` of the
 * returned value for each upgrade done. In handshakes mode a new one starts for each that opened, without end. In echo
 * mode each socket sends once all are open: those open already would hold up those to come.
 */
export function startOpening({ mode, connections, seconds }, startOne) {
  const cycling = mode === 'handshakes';
  const beganAt = performance.now();
  let started = 0;
  let opened = 0;
  const sockets = [];
  const next = () => {
    if (cycling || started < connections) startOne(started++);
  };
  // A bench that was killed cannot stop its clients: they see that their parent has changed.
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || process.exit(1), 1000);
  for (let i = Math.min(MAX_IN_FLIGHT, connections); i > 0; i--) next();
  setTimeout(() => {
    const took = (performance.now() - beganAt) / 1000;
    if (!cycling) process.exit(0);
    const line = { handshakes: opened, seconds: took, perSecond: Math.round(opened / took) };
    process.stdout.write(`${JSON.stringify(line)}\n`, () => process.exit(0));
  }, seconds * 1000);
  return {
    opened(socket) {
      opened++;
      if (mode === 'echo') sockets.push(socket);
      next();
      if (sockets.length === connections) for (const each of sockets) each.send(TEXT);
    },
  };
}
