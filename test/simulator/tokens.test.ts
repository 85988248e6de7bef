// Tokens: asked for in the upgrade or in a frame, refused, missing, overdue, and at the end of their life.

import { describe, expect, test } from 'bun:test';
import { until } from '../until.ts';
import { RawClient } from './raw-client.ts';
import { readStats, simulate, statsWhere } from './rig.ts';

const auth = {
  'genesys-guide': (token: string) => JSON.stringify({ type: 'auth', data: { token }, metadata: {} }),
  'cxone-guide': (token: string) =>
    JSON.stringify({ eventType: 'AUTH', payload: { token }, correlationId: 'auth' }),
};
const bearer = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });

test('in the upgrade: query or header; wrong and missing ones are answered 401', async () => {
  const simulator = await simulate('plain', { token: 'T&1' });
  const query = (token: string) => `${simulator.url}?access_token=${encodeURIComponent(token)}&x=1`;
  expect((await RawClient.open(query('T&1'))).status).toBe(101);
  expect((await RawClient.open(simulator.url, bearer('T&1'))).status).toBe(101);
  const refused = [query('t&1'), query(''), simulator.url].map((url) => RawClient.open(url));
  refused.push(RawClient.open(simulator.url, bearer('other')), RawClient.open(query('T&1'), bearer('other')));
  for (const client of await Promise.all(refused))
    expect([client.status, client.header('www-authenticate')]).toEqual([401, 'Bearer']);
  expect(await readStats(simulator)).toMatchObject({
    accepted: 2,
    rejected: { 401: 5 },
    upgradesRefused: 5,
    authRefused: 5,
  });
});

test('with no token asked for, any and none will do', async () => {
  const simulator = await simulate('genesys-guide');
  expect((await RawClient.open(simulator.url, bearer('whatever'))).status).toBe(101);
  const client = await RawClient.open(simulator.url);
  client.send(auth['genesys-guide']('whatever'));
  await until(() => client.texts.length === 1, 'an answer');
  expect(JSON.parse(client.texts[0]!).type).toBe('authenticated');
});

describe.each(['genesys-guide', 'cxone-guide'] as const)('%s, in the first frame', (platform) => {
  const options = { token: 'T', tokenPlace: 'frame', eventRate: 200, ackWindow: 0 } as const;

  test('the right one is answered, and only then do events come', async () => {
    const simulator = await simulate(platform, { ...options, authTimeoutUs: 150_000 });
    const client = await RawClient.open(simulator.url);
    client.sendFrame(9, Buffer.from('ping'));
    await until(() => client.count(10) === 1, 'a pong');
    expect(client.texts).toEqual([]);
    client.send(auth[platform]('T'));
    await until(() => client.texts.length >= 40, 'events, past the time an authentication may take');
    expect(client.texts[0]).toMatch(/authenticated/i);
    expect(client.texts[1]).toMatch(/event/i);
    expect(client.ended).toBeUndefined();
    expect(await readStats(simulator)).toMatchObject({
      authsReceived: 1,
      authAccepted: 1,
      authRefused: 0,
      othersSent: 1,
    });
  });

  test.each([
    ['a wrong one', auth[platform]('wrong'), 1],
    [
      'a message before it',
      JSON.stringify({
        type: 'message',
        data: { text: '' },
        metadata: { correlationId: 'bh-1' },
        eventType: 'MESSAGE',
        payload: { text: '' },
        correlationId: 'bh-1',
      }),
      0,
    ],
    ['none in time', undefined, 0],
  ])('%s is refused', async (_, frame, auths) => {
    const simulator = await simulate(platform, { ...options, authTimeoutUs: 50_000 });
    const client = await RawClient.open(simulator.url);
    if (frame !== undefined) client.send(frame);
    await until(() => client.ended !== undefined, 'the simulator closes');
    expect(client.close).toBe('1008 auth_failed');
    expect(client.texts).toHaveLength(1);
    expect(client.texts[0]).toMatch(/auth_failed/i);
    expect(await readStats(simulator)).toMatchObject({
      accepted: 1,
      authsReceived: auths,
      authFailed: 1,
      authRefused: 1,
      othersSent: 1,
      messagesSent: 1,
      closesByServer: { 1008: 1 },
    });
  });

  test('"any" takes it from the upgrade as well', async () => {
    const simulator = await simulate(platform, { ...options, tokenPlace: 'any' });
    const early = await RawClient.open(simulator.url, bearer('T'));
    await until(() => early.texts.length > 0, 'events at once');
    expect((await RawClient.open(simulator.url, bearer('wrong'))).status).toBe(401);
    const late = await RawClient.open(simulator.url);
    expect(late.status).toBe(101);
    late.send(auth[platform]('T'));
    await until(() => late.texts.length > 0, 'an answer');
    expect(late.texts[0]).toMatch(/authenticated/i);
  });
});

test.each([
  ['genesys-guide', '1008 token_expired', ['{"type":"token_expired","data":{},"metadata":{}}']],
  ['cxone-guide', '1000 auth_invalid: token expired', []],
  ['plain', '1008 token_expired', []],
] as const)('%s says in its own way that a token has expired', async (platform, close, texts) => {
  const simulator = await simulate(platform, { token: 'T', tokenLifeUs: 80_000 });
  const before = performance.now();
  const client = await RawClient.open(simulator.url, bearer('T'));
  await until(() => client.ended !== undefined, 'the simulator closes');
  expect(performance.now() - before).toBeGreaterThanOrEqual(80);
  expect(client.close).toBe(close);
  expect(client.texts).toEqual([...texts]);
  const stats = await statsWhere(simulator, ({ open }) => open === 0, 'closed');
  expect(stats).toMatchObject({
    tokensExpired: 1,
    othersSent: texts.length,
    authRefused: 0,
    closesByServer: stats.closes,
  });
});
