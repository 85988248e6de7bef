// Targets that refuse, stall and answer wrongly: each handshake's failure classified, counted once, and in time. The
// servers speak byte by byte what a row says; only the loopback interface is ever dialed.
import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import type { Socket } from 'node:net';
import type { FailureKind } from '../../src/metrics/outcome.ts';
import { run } from './cli.ts';
import { eventsOf } from './events.ts';
import { type Client, listenForRequest, listenRaw, type RawServer, upgradeAnswer } from './raw-server.ts';
import { CONNECTIONS, expectUnreachable, SHORT } from './unreachable.ts';

setDefaultTimeout(60_000); // for a machine that is busy with other things

interface Refusal {
  readonly kind: FailureKind;
  readonly listen: () => Promise<RawServer>;
  /** What every failure's event says. */
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly secure?: boolean;
  readonly words?: readonly string[];
}

const answering = (text: string | ((client: Client) => string), end = true) =>
  listenForRequest((client) => {
    client.socket.write(typeof text === 'string' ? text : text(client), 'latin1');
    if (end) client.socket.end();
  });
const status = (line: string, ...headers: string[]) =>
  answering(
    `HTTP/1.1 ${line}\r\n${headers.map((header) => `${header}\r\n`).join('')}Content-Length: 0\r\n\r\n`,
  );
const reset = (socket: Socket) => socket.resetAndDestroy();

const refusals: Record<string, Refusal> = {
  'accepts and closes': {
    kind: 'upgrade-closed',
    listen: () => listenRaw((socket) => socket.end()),
    detail: { code: 'FIN' },
  },
  'closes instead of answering': { kind: 'upgrade-closed', listen: () => answering('') },
  'closes in the middle of its answer': {
    kind: 'upgrade-closed',
    listen: () => answering('HTTP/1.1 101 Switching Prot'),
  },
  'resets instead of answering': {
    kind: 'upgrade-reset',
    listen: () => listenForRequest(({ socket }) => reset(socket)),
  },
  'accepts and stays silent': { kind: 'upgrade-timeout', listen: () => listenRaw(() => {}) },
  'never ends its answer': {
    kind: 'upgrade-timeout',
    listen: () => answering('HTTP/1.1 101 Switching Protocols\r\n', false),
  },
  'answers 200 with a page': {
    kind: 'upgrade-rejected',
    listen: () => answering('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'),
    detail: { status: 200 },
  },
  'redirects, its token not repeated': {
    kind: 'upgrade-redirect',
    listen: () => status('301 Moved', 'Location: ws://127.0.0.2:1/there?access_token=hush'),
    detail: { status: 301, location: 'ws://127.0.0.2:1/there' },
  },
  'answers 401': { kind: 'auth-refused', listen: () => status('401 Unauthorized'), detail: { status: 401 } },
  'answers 403': { kind: 'auth-refused', listen: () => status('403 Forbidden'), detail: { status: 403 } },
  'answers 404': { kind: 'upgrade-rejected', listen: () => status('404 Not Found'), detail: { status: 404 } },
  'answers 429': {
    kind: 'throttled',
    listen: () => status('429 Too Many', 'Retry-After: 7'),
    detail: { status: 429 },
  },
  'answers 500': { kind: 'server-error', listen: () => status('500 Oh'), detail: { status: 500 } },
  'answers 503': { kind: 'server-error', listen: () => status('503 Busy'), detail: { status: 503 } },
  'answers 503 with Retry-After': { kind: 'throttled', listen: () => status('503 Busy', 'Retry-After: 7') },
  'speaks something else': {
    kind: 'upgrade-malformed',
    listen: () => answering('SSH-2.0-OpenSSH_9.6\r\n', false),
  },
  'answers with random bytes': {
    kind: 'upgrade-malformed',
    listen: () => answering('\x00\x9f\xff\r\n\r\n'.repeat(40)),
  },
  'never stops sending headers': {
    kind: 'upgrade-malformed',
    listen: () => answering(`HTTP/1.1 101 Yes\r\n${'X-Padding: x\r\n'.repeat(50_000)}`, false),
  },
  'accepts with a wrong key': {
    kind: 'upgrade-accept',
    listen: () =>
      answering(
        ({ request }) => upgradeAnswer(request).replace(/(Accept: )\S+/, '$1c3Vycmx5IG5vdCB0aGlzIG9uZQ=='),
        false,
      ),
  },
  'uses an extension unasked': {
    kind: 'upgrade-extension',
    listen: () =>
      answering(
        ({ request }) => upgradeAnswer(request, 'Sec-WebSocket-Extensions: permessage-deflate'),
        false,
      ),
  },
  'speaks a subprotocol unasked': {
    kind: 'upgrade-subprotocol',
    listen: () => answering(({ request }) => upgradeAnswer(request, 'Sec-WebSocket-Protocol: chat'), false),
  },
  'speaks none of the subprotocols asked for': {
    kind: 'upgrade-subprotocol',
    listen: () => answering(({ request }) => upgradeAnswer(request), false),
    words: ['--subprotocol', 'chat'],
  },
  'is plain where TLS is asked for': {
    kind: 'tls-protocol',
    secure: true,
    listen: () =>
      listenRaw((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))),
  },
  'closes where TLS is asked for': {
    kind: 'tls-closed',
    secure: true,
    listen: () => listenRaw((socket) => socket.end()),
  },
  'is silent where TLS is asked for': {
    kind: 'tls-timeout',
    secure: true,
    listen: () => listenRaw(() => {}),
  },
};

describe('a target that', () => {
  for (const [name, { kind, listen, detail, secure, words = [] }] of Object.entries(refusals)) {
    test(`${name}: ${kind}`, async () => {
      const server = await listen();
      const url = secure === true ? server.url.replace('ws:', 'wss:') : server.url;
      const ran = await run(['--url', url, ...SHORT, ...words]);
      expectUnreachable(ran, kind);
      expect(server.accepted).toBe(CONNECTIONS);
      const failures = eventsOf(ran, 'failure');
      expect(failures).toHaveLength(CONNECTIONS);
      for (const failure of failures) expect(failure).toMatchObject({ kind, ...detail });
      expect(JSON.stringify(ran.summary) + JSON.stringify(failures)).not.toContain('hush');
    });
  }
});
