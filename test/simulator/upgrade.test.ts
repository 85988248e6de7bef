// What becomes of a request, without a socket: the order of the checks, and how each way out is counted.

import { expect, onTestFinished, test } from 'bun:test';
import type { Connection } from '../../src/simulator/connection/connection.ts';
import { epochUs } from '../../src/simulator/connection/host.ts';
import type { SimulatorOptions } from '../../src/simulator/options.ts';
import { answerRequest } from '../../src/simulator/upgrade.ts';
import { manualHost } from './manual-host.ts';
import { sum } from './rig.ts';

const WEBSOCKET = {
  Upgrade: 'websocket',
  Connection: 'Upgrade',
  'Sec-WebSocket-Key': 'x3JJHMbDL1EzLkh9GBhXDw==',
};

/** A real server for the library's side of it: it refuses to upgrade a request that did not come over its port. */
function serve() {
  const server = Bun.serve<Connection>({
    port: 0,
    fetch: () => new Response(),
    websocket: { message: () => {} },
  });
  onTestFinished(() => server.stop(true));
  return server;
}

function gate(options: Partial<SimulatorOptions>) {
  const manual = manualHost('plain', options);
  const server = serve();
  const ask = (path = '/', headers: Record<string, string> = WEBSOCKET, signal?: AbortSignal) =>
    answerRequest(
      manual.host,
      new Request(`http://127.0.0.1${path}`, { headers, signal: signal ?? null }),
      server,
    );
  return { ...manual, ask };
}

/** What comes first is seen alone: a request that is wrong in every way is answered for the first of them. */
test('looks at the refusal first, then path, key, rate, token, and last whether there is room', async () => {
  const all: Partial<SimulatorOptions> = {
    refuseStatus: 503,
    path: '/only',
    handshakeRateLimit: 1,
    token: 'right',
    connectionLimit: 1,
    retryAfterSeconds: 9,
  };
  const answers: [string, Partial<SimulatorOptions>, string, Record<string, string>][] = [
    ['503', all, '/', { Upgrade: 'websocket' }],
    ['404', { ...all, refuseStatus: 0 }, '/', { Upgrade: 'websocket' }],
    ['400', { ...all, refuseStatus: 0 }, '/only?access_token=wrong', { Upgrade: 'WebSocket' }],
    ['429', { ...all, refuseStatus: 0 }, '/only?access_token=wrong', WEBSOCKET],
    ['401', { ...all, refuseStatus: 0, handshakeRateLimit: 0 }, '/only?access_token=wrong', WEBSOCKET],
    ['429', { ...all, refuseStatus: 0, handshakeRateLimit: 0 }, '/only?access_token=right', WEBSOCKET],
  ];
  for (const [status, options, path, headers] of answers) {
    const { ask, host, stats } = gate(options);
    host.board.tryOpen(1); // the one place is taken
    if (options.handshakeRateLimit === 1) host.rate.tryPass(epochUs() + 500_000); // and so is this second's
    const response = await ask(path, headers);
    expect([path, String(response?.status)]).toEqual([path, status]);
    const { upgradesSeen, accepted, rejected } = stats();
    expect({ upgradesSeen, accepted, rejected }).toEqual({
      upgradesSeen: 1,
      accepted: 0,
      rejected: { [status]: 1 },
    });
    expect(response?.headers.get('retry-after')).toBe(['429', '503'].includes(status) ? '9' : null);
  }
});

test('a token is taken from the header before the query, whatever the case of its scheme', async () => {
  const { ask, stats } = gate({ token: 'right' });
  const given = (authorization: string) => ({ ...WEBSOCKET, Authorization: authorization });
  const status = async (path: string, headers: Record<string, string>) => (await ask(path, headers))?.status;
  expect(await status('/', WEBSOCKET)).toBe(401);
  expect(await status('/?access_token=right', given('Bearer wrong'))).toBe(401);
  expect(await status('/?access_token=wrong', given('Basic right'))).toBe(401);
  // These come as far as the library, which did not see the request and refuses it.
  expect(await status('/?access_token=wrong', given('bearer right'))).toBe(400);
  expect(await status('/?access_token=right', WEBSOCKET)).toBe(400);
  expect(stats()).toMatchObject({ upgradesSeen: 5, upgradesRefused: 3, rejected: { 400: 2, 401: 3 } });
});

test('an upgrade that the library refuses gives its place back', async () => {
  const { ask, stats } = gate({ connectionLimit: 1 });
  for (let n = 0; n < 3; n += 1) expect((await ask())?.status).toBe(400);
  expect(stats()).toMatchObject({ accepted: 0, open: 0, peakOpen: 1, rejected: { 400: 3 } });
});

test('a held answer comes when its time is up and not before; a client that left meanwhile is counted apart', async () => {
  const { advance, ask, stats } = gate({ upgradeHoldUs: 50_000, refuseStatus: 403 });
  const leaving = new AbortController();
  const [staying, left] = [ask(), ask('/', WEBSOCKET, leaving.signal)];
  advance(49_999);
  expect(sum(stats().rejected)).toBe(0);
  leaving.abort();
  advance(1);
  expect((await staying)?.status).toBe(403);
  expect((await left)?.status).toBe(503);
  expect(stats()).toMatchObject({ upgradesSeen: 2, abandoned: 1, rejected: { 403: 1 } });
});

test('what asks for no WebSocket: its own pages, the path, and nothing is counted', async () => {
  const { ask, stats } = gate({ path: '/only' });
  const page = async (path: string) => ask(path, {});
  expect(await (await page('/stats'))?.json()).toMatchObject({ platform: 'plain', upgradesSeen: 0 });
  expect(await (await page('/healthz'))?.text()).toBe('ok\n');
  expect((await page('/other'))?.status).toBe(404);
  const endpoint = await page('/only?x=/stats');
  expect([endpoint?.status, endpoint?.headers.get('upgrade')]).toEqual([426, 'websocket']);
  expect(stats()).toMatchObject({ upgradesSeen: 0, rejected: {} });
});
