// What becomes of a request: the order of the checks is the platform's, and each way out is counted. A
// gateway sees the rate first, then the token, then whether there is room.

import type { Server } from 'bun';
import { Connection } from './connection/connection.ts';
import { epochUs, type Host } from './connection/host.ts';
import { WheelEntry } from './wheel.ts';

type ConnectionServer = Server<Connection>;
type Answer = Response | undefined | Promise<Response | undefined>;

export function answerRequest(host: Host, request: Request, server: ConnectionServer): Answer {
  if (request.headers.get('upgrade')?.toLowerCase() === 'websocket')
    return answerUpgrade(host, request, server);
  const path = pathOf(request.url);
  if (path === '/stats') return Response.json(host.board.stats(host.options));
  if (path === '/healthz') return new Response('ok\n');
  if (host.options.path !== null && path !== host.options.path)
    return new Response('not found\n', { status: 404 });
  return new Response('this is a WebSocket endpoint\n', { status: 426, headers: { Upgrade: 'websocket' } });
}

function answerUpgrade(host: Host, request: Request, server: ConnectionServer): Answer {
  const { board, options, wheel } = host;
  board.count('upgradesSeen');
  if (options.silentUpgrade) {
    board.count('silenced');
    server.timeout(request, 0);
    return new Promise(() => {});
  }
  if (options.upgradeHoldUs === 0) return decide(host, request, server);
  server.timeout(request, 0);
  return new Promise((resolve) => {
    const answer = () => {
      if (!request.signal.aborted) return resolve(decide(host, request, server));
      board.count('abandoned');
      resolve(new Response(null, { status: 503 }));
    };
    wheel.schedule(new HeldUpgrade(answer), wheel.nowUs() + options.upgradeHoldUs);
  });
}

class HeldUpgrade extends WheelEntry {
  readonly #answer: () => void;

  constructor(answer: () => void) {
    super();
    this.#answer = answer;
  }

  override fire(): void {
    this.#answer();
  }
}

function decide(host: Host, request: Request, server: ConnectionServer): Response | undefined {
  const { board, options, rate } = host;
  if (options.refuseStatus !== 0) return reject(host, options.refuseStatus);
  if (options.path !== null && pathOf(request.url) !== options.path) return reject(host, 404);
  if (!request.headers.has('sec-websocket-key')) return reject(host, 400); // before it could take a place
  if (options.handshakeRateLimit > 0 && !rate.tryPass(epochUs())) {
    board.count('handshakeRateRejected');
    return reject(host, 429);
  }
  const isAuthenticated = readToken(host, request);
  if (isAuthenticated === undefined) {
    board.count('upgradesRefused');
    return reject(host, 401);
  }
  if (!board.tryOpen(options.connectionLimit)) return overLimit(host);
  board.count('accepted');
  if (server.upgrade(request, { data: new Connection(host, isAuthenticated) })) return undefined;
  board.count('accepted', -1);
  board.release();
  return reject(host, 400);
}

function overLimit(host: Host): Response {
  if (host.options.overLimit === 'drop') {
    host.board.count('dropped');
    return dropConnection();
  }
  host.board.count('connectionLimitRejected');
  return reject(host, 429);
}

function reject(host: Host, status: number): Response {
  host.board.countRejected(status);
  const headers: Record<string, string> = { Connection: 'close' };
  const { retryAfterSeconds } = host.options;
  if ((status === 429 || status === 503) && retryAfterSeconds > 0)
    headers['Retry-After'] = String(retryAfterSeconds);
  if (status === 401) headers['WWW-Authenticate'] = 'Bearer';
  return new Response(null, { status, headers });
}

/** A body that fails before its first byte: the server then resets the TCP connection, and sends nothing. */
function dropConnection(): Response {
  return new Response(new ReadableStream({ start: (controller) => controller.error(undefined) }));
}

/** True: the token was right, or none is asked for; false: it is to come in a frame; undefined: refused. */
function readToken(host: Host, request: Request): boolean | undefined {
  const { token, tokenPlace } = host.options;
  if (token === null) return true;
  if (tokenPlace === 'frame') return false;
  const bearer = /^bearer +(.*)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  const given = bearer ?? new URL(request.url).searchParams.get('access_token');
  if (given === null) return tokenPlace === 'any' ? false : undefined;
  return given === token ? true : undefined;
}

/** The path of an absolute URL, without building a URL object for each handshake. */
function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('//') + 2);
  if (start < 0) return '/';
  const query = url.indexOf('?', start);
  return query < 0 ? url.slice(start) : url.slice(start, query);
}
