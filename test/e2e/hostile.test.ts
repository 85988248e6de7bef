// Targets that refuse, stall, lie and break off: each classified, counted once, and in time. The servers speak
// byte by byte what a row says; only the loopback interface is ever dialed.
import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import { lookup } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { CloseCause, FailureKind } from '../../src/metrics/outcome.ts';
import { type Run, run, until } from './cli.ts';
import {
  type Client,
  closeFrame,
  frame,
  listenForRequest,
  listenRaw,
  listenUpgraded,
  type RawServer,
  upgradeAnswer,
} from './raw-server.ts';
import { expectPassed, expectSumsAddUp } from './sums.ts';

setDefaultTimeout(60_000); // for a machine that is busy with other things

const CONNECTIONS = 3;
const ONCE = ['--connections', String(CONNECTIONS), '--jitter', '0s-50ms', '--no-redial', '--quiet'];
/** Handshakes that are under way when the load ends are waited for, two of the drain's five seconds. */
const SHORT = [...ONCE, '--duration', '500ms', '--handshake-timeout', '1s'];
const SETTLED_US = 3_000_000;

interface Detail {
  readonly kind: FailureKind;
  readonly [key: string]: unknown;
}

/** The `failure` and `close` events of the run. */
function eventsOf({ folder }: Run, kind: 'failure' | 'close'): Detail[] {
  const lines = readFileSync(join(folder, 'events.ndjson'), 'utf8').trimEnd().split('\n');
  const events = lines.map((line) => JSON.parse(line) as { kind: string; detail: Detail });
  return events.filter((event) => event.kind === kind).map((event) => event.detail);
}

/** Nothing opened, all of it for one reason: exit 4. */
function expectUnreachable(ran: Run, kind: FailureKind): void {
  const { summary, code, stdout } = ran;
  expectSumsAddUp(summary);
  expect(summary.connections).toMatchObject({
    attempted: CONNECTIONS,
    opened: 0,
    failures: { [kind]: CONNECTIONS },
  });
  expect(code).toBe(4);
  expect(stdout).toContain(kind);
  expect(summary.findings.map((finding) => finding.code)).toContain('nothing-opened');
  expect(summary.run.durationUs).toBeLessThan(SETTLED_US);
}

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

  test('refuses the port: tcp-refused', async () => {
    expectUnreachable(await run(['--url', 'ws://127.0.0.1:1/', ...SHORT]), 'tcp-refused');
  });

  test('has no name: dns-not-found', async () => {
    const host = 'no-such-host.invalid';
    // A machine without any resolver learns nothing, not even that.
    const code = await lookup(host).then(
      () => '',
      (error: { code: string }) => error.code,
    );
    const ran = await run([
      '--url',
      `ws://${host}/`,
      '--authorized',
      'the tests',
      ...ONCE,
      '--duration',
      '500ms',
    ]);
    expectUnreachable(ran, code === 'ENOTFOUND' ? 'dns-not-found' : 'dns-timeout');
  });

  for (const [name, listen] of Object.entries({
    refuses: undefined,
    'is silent': () => listenRaw(() => {}),
  })) {
    test(`${name} from the start ends a long run early`, async () => {
      const url = listen === undefined ? 'ws://127.0.0.1:1/' : (await listen()).url;
      const { summary, code } = await run([
        '--url',
        url,
        '--connections',
        '3',
        '--duration',
        '10m',
        '--handshake-timeout',
        '1s',
        '--quiet',
      ]);
      expectSumsAddUp(summary);
      expect(code).toBe(4);
      expect(summary.run.ending).toBe('unreachable');
      expect(summary.connections).toMatchObject({ opened: 0 });
      expect(summary.run.durationUs).toBeLessThan(9_000_000);
    });
  }
});

interface Lie {
  readonly cause: CloseCause;
  /** What it does on each upgraded connection. */
  readonly act: (client: Client) => void;
  /** The code that we must answer with; null where nobody is left to tell. */
  readonly answer: number | null;
}

const sending = (bytes: Uint8Array) => (client: Client) => client.socket.write(bytes);
/** Once our first message has come: then the 101 has been read. */
const whenTalking = (act: (socket: Socket) => void) => (client: Client) =>
  client.socket.once('data', () => act(client.socket));
/** As RFC 6455 has it: the server ends the TCP connection, once it has our answer. */
const closing = (bytes: Buffer) => (client: Client) => {
  client.socket.write(bytes);
  whenTalking((socket) => socket.end())(client);
};
const masked = Buffer.from([0x81, 0x82, 1, 2, 3, 4, 0x69, 0x6b]);
const oversize = Buffer.from([0x82, 127, 0, 0, 1, 0, 0, 0, 0, 0]);

const lies: Record<string, Lie> = {
  'masks a frame': { cause: 'protocol-error', act: sending(masked), answer: 1002 },
  'sends invalid UTF-8': {
    cause: 'protocol-error',
    act: sending(frame(1, Buffer.from([0x68, 0xff, 0x69]))),
    answer: 1007,
  },
  'uses a reserved opcode': { cause: 'protocol-error', act: sending(frame(3, 'x')), answer: 1002 },
  'announces a terabyte': { cause: 'too-big', act: sending(oversize), answer: 1009 },
  'closes with 1000': { cause: 'normal', act: closing(closeFrame(1000, 'bye')), answer: 1000 },
  'closes with 1001': { cause: 'going-away', act: closing(closeFrame(1001)), answer: 1001 },
  'closes with 1008': { cause: 'policy', act: closing(closeFrame(1008, 'not you')), answer: 1008 },
  'closes with 1011': { cause: 'server-error', act: closing(closeFrame(1011)), answer: 1011 },
  'closes with 4321': { cause: 'application', act: closing(closeFrame(4321)), answer: 4321 },
  'closes without a code': { cause: 'no-status', act: closing(frame(8, '')), answer: 1005 },
  'closes with a code nobody may send': {
    cause: 'protocol-error',
    act: sending(closeFrame(1006)),
    answer: 1002,
  },
  'resets the connection': { cause: 'reset', act: whenTalking(reset), answer: null },
  'ends it without a close frame': {
    cause: 'fin-without-close',
    act: ({ socket }) => socket.end(),
    answer: null,
  },
};

describe('an open connection whose target', () => {
  for (const [name, { cause, act, answer }] of Object.entries(lies)) {
    test(`${name}: ${cause}`, async () => {
      const server = await listenUpgraded(act);
      const ran = await run(['--url', server.url, ...SHORT, '--message-rate', '20']);
      const { summary } = ran;
      expectSumsAddUp(summary);
      expectPassed(ran);
      expect(summary.connections).toMatchObject({
        attempted: CONNECTIONS,
        opened: CONNECTIONS,
        openAtEnd: 0,
        closes: { [cause]: CONNECTIONS },
      });
      expect(eventsOf(ran, 'close')).toHaveLength(CONNECTIONS);
      expect(summary.run.durationUs).toBeLessThan(SETTLED_US);
      expect(server.accepted).toBe(CONNECTIONS);
      await until(() => server.open === 0, 'the end of every connection');
      if (answer !== null) expect(server.goodbyes).toEqual(Array(CONNECTIONS).fill(answer));
    });
  }
});
