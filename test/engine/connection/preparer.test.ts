// What precedes a dial, against a real HTTP server on loopback and a platform of the test's own: each step's answer reaches
// the platform, what it says is dialed, and whatever goes wrong has its own word. The clock is moved by the server.
import { afterEach, describe, expect, test } from 'bun:test';
import { Handshake } from '../../../src/engine/connection/handshake.ts';
import { plain } from '../../../src/platform/plain/plain.ts';
import type { Platform, SessionOptions } from '../../../src/platform/platform.ts';
import type { HttpAnswer, PreparationStep } from '../../../src/platform/preparation.ts';
import { GOOD } from '../../faults/certificates.ts';
import { PLAN } from '../../plan/plans.ts';
import { until } from '../../until.ts';
import { DEADLINES, DialRig, target } from './dial-rig.ts';

type Step = (answer: HttpAnswer | null, options: SessionOptions) => PreparationStep;

const DIAL: PreparationStep = {
  kind: 'dial',
  url: 'ws://127.0.0.2:9081/channel?c=1',
  headers: [['X-Channel', 'one']],
  subprotocols: ['v2'],
};

const request = (
  url: string,
  more: Partial<{ method: string; body: string | null }> = {},
): PreparationStep => ({
  kind: 'request',
  request: { method: 'GET', url, headers: [['Authorization', 'Bearer tok']], body: null, ...more },
});

/** A platform whose preparation is these steps. */
function platform(...steps: Step[]): Platform {
  return {
    ...plain,
    prepare: (options) => {
      let at = 0;
      return { next: (answer) => steps[Math.min(at++, steps.length - 1)]!(answer, options) };
    },
  };
}

const servers: Bun.Server<undefined>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.stop(true);
});

function serve(fetch: (request: Request) => Response | Promise<Response>): string {
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch });
  servers.push(server);
  return `http://127.0.0.1:${server.port}`;
}

function start(steps: Step[], more: Partial<typeof PLAN> = {}) {
  const plan = { deadlines: DEADLINES, ...more };
  const rig = new DialRig({ platform: platform(...steps), plan, tokens: ['tok'] });
  const handshake = new Handshake(rig.context, rig.owner, 7, rig.nowUs - 100_000);
  handshake.start(rig.nowUs - 100_000);
  return { rig, handshake };
}

async function failed(steps: Step[]) {
  const { rig } = start(steps);
  await until(() => rig.owner.told.length > 0, 'a failure');
  expect(rig.wire.lines).toEqual([]);
  expect(rig.histograms.phasePrepare.count).toBe(0);
  return { told: rig.owner.told, failures: rig.failures() };
}

test('each answer reaches the platform, and what it names at last is dialed, with the headers of the user', async () => {
  const seen: unknown[] = [];
  const url = serve(async (asked) => {
    seen.push([
      asked.method,
      new URL(asked.url).pathname,
      asked.headers.get('authorization'),
      await asked.text(),
    ]);
    return new Response('{"id":1}', { status: 201, headers: { 'X-Next': 'two' } });
  });
  const answers: unknown[] = [];
  const { rig } = start(
    [
      (_answer, { token, connection }) =>
        request(`${url}/${token}/${connection}`, { method: 'POST', body: '{}' }),
      (answer) => {
        answers.push([answer!.status, answer!.headers['x-next'], answer!.body]);
        return request(`${url}/two`);
      },
      () => DIAL,
    ],
    target({ headers: [['X-User', 'me']], subprotocols: ['v1'] }),
  );
  await until(() => rig.wire.lines.length > 0, 'the dial');
  expect(seen).toEqual([
    ['POST', '/tok/7', 'Bearer tok', '{}'],
    ['GET', '/two', 'Bearer tok', ''],
  ]);
  expect(answers).toEqual([[201, 'two', '{"id":1}']]);
  expect([rig.wire.last.address, rig.wire.last.to.port]).toEqual(['127.0.0.2', 9081]);
  rig.wire.last.connect();
  await rig.nextTurn();
  const [line, ...headers] = rig.wire.last.take().toString().split('\r\n');
  expect(line).toBe('GET /channel?c=1 HTTP/1.1');
  expect(headers).toContain('Host: 127.0.0.2:9081');
  expect(headers).toContain('X-User: me');
  expect(headers).toContain('X-Channel: one');
  expect(headers).toContain('Sec-WebSocket-Protocol: v2');
  expect(headers.join()).not.toContain('tok');
});

test('it is a phase of its own, and in no latency: the dial counts as due by as much later', async () => {
  let rig: DialRig | undefined;
  const url = serve(() => {
    rig!.clock.advance(250_000);
    return new Response('');
  });
  ({ rig } = start([() => request(url), () => ({ ...DIAL, subprotocols: [] })]));
  await until(() => rig!.wire.lines.length > 0, 'the dial');
  rig.clock.advance(30_000);
  rig.wire.last.connect();
  await rig.nextTurn();
  rig.wire.last.upgrade();
  const { phasePrepare, handshakeLatency, handshakeService } = rig.histograms;
  expect(rig.owner.told).toEqual(['upgraded', 'opened']);
  expect(phasePrepare.count).toBe(1);
  for (const [histogram, us] of [
    [phasePrepare, 250_000],
    [handshakeLatency, 130_000],
    [handshakeService, 30_000],
  ] as const)
    expect(Math.abs(histogram.percentile(100) - us) / us).toBeLessThan(0.01);
});

test('a platform that asks for nothing dials at once', () => {
  const { rig } = start([() => DIAL]);
  expect(rig.wire.lines).toHaveLength(1);
  expect(rig.histograms.phasePrepare.count).toBe(1);
});

test("the plan's TLS holds for it too: who is trusted, and by which name", async () => {
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', tls: GOOD, fetch: () => new Response('') });
  servers.push(server);
  const steps: Step[] = [() => request(`https://127.0.0.1:${server.port}/`), () => DIAL];
  const { tls } = PLAN.target;
  const trusting = { ...tls, ca: GOOD.cert, serverName: '127.0.0.1' };
  const { rig } = start(steps, target({ tls: trusting }));
  await until(() => rig.wire.lines.length > 0, 'the dial');
  expect((await failed(steps)).told).toEqual(['failed prepare-failed', 'gone']);
  const misnamed = start(steps, target({ tls: { ...trusting, serverName: 'another.example' } }));
  await until(() => misnamed.rig.owner.told.length > 0, 'a failure');
  expect(misnamed.rig.failures()).toMatchObject([{ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }]);
});

test('a redirect is seen by the platform, and not followed', async () => {
  const url = serve(() => new Response(null, { status: 302, headers: { Location: '/elsewhere' } }));
  const statuses: number[] = [];
  const { rig } = start([
    () => request(url),
    (answer) => {
      statuses.push(answer!.status);
      return DIAL;
    },
  ]);
  await until(() => rig.wire.lines.length > 0, 'the dial');
  expect(statuses).toEqual([302]);
});

describe('it ends in a word of its own', () => {
  test('where the platform says so, with its time to wait', async () => {
    const no =
      (failure: 'auth-refused' | 'throttled' | 'prepare-rejected', retryAfterUs: number): Step =>
      () => ({
        kind: 'failed',
        failure,
        retryAfterUs,
      });
    expect((await failed([no('throttled', 5_000_000)])).told).toEqual([
      'failed throttled, again after 5000000',
      'gone',
    ]);
    expect((await failed([no('prepare-rejected', -1)])).told).toEqual(['failed prepare-rejected', 'gone']);
    const { rig } = start([no('auth-refused', -1)]);
    expect(rig.owner.told).toEqual(['failed auth-refused', 'gone']);
    expect(rig.counters.tokensRejected).toBe(1);
  });

  test('where nobody listens', async () => {
    const { told, failures } = await failed([() => request('http://127.0.0.1:1/')]);
    expect(told).toEqual(['failed prepare-failed', 'gone']);
    expect(failures).toEqual([{ kind: 'prepare-failed', phase: 'prepare', code: 'ECONNREFUSED' }]);
  });

  test('where an address is none that may be asked, or none that can be dialed', async () => {
    const bad = async (step: PreparationStep) => (await failed([() => step])).failures;
    const code = (code: string) => [{ kind: 'prepare-failed', phase: 'prepare', code }];
    expect(await bad(request('file:///etc/hostname'))).toEqual(code('NO_HTTP_ADDRESS'));
    expect(await bad(request('nonsense'))).toEqual(code('NO_HTTP_ADDRESS'));
    expect(await bad({ ...DIAL, url: 'https://127.0.0.1/' })).toEqual(code('NO_WEBSOCKET_ADDRESS'));
    expect(await bad({ ...DIAL, headers: [['X', 'a\r\nHost: b']] })).toEqual(code('NO_REQUEST_CAN_SAY_IT'));
  });

  test('where an answer is larger than it may be, or there is no end of requests', async () => {
    const url = serve(() => new Response('x'.repeat(2_000_000)));
    expect((await failed([() => request(url)])).failures).toMatchObject([{ code: 'BODY_TOO_LARGE' }]);
    let asked = 0;
    const small = serve(() => new Response(`${asked++}`));
    expect((await failed([() => request(small)])).failures).toMatchObject([{ code: 'TOO_MANY_REQUESTS' }]);
    expect(asked).toBe(16);
  });

  test('where nobody answers in time; the request is called off', async () => {
    const called = Promise.withResolvers<void>();
    let isAsked = false;
    const url = serve((asked) => {
      isAsked = true;
      asked.signal.addEventListener('abort', () => called.resolve());
      return new Promise(() => {});
    });
    const { rig } = start([() => request(url)]);
    await until(() => isAsked, 'the request');
    rig.pass(DEADLINES.upgradeUs - 1);
    expect(rig.owner.told).toEqual([]);
    rig.pass(1);
    expect(rig.owner.told).toEqual(['failed prepare-timeout', 'gone']);
    await called.promise;
    expect(rig.failures()).toEqual([{ kind: 'prepare-timeout', phase: 'prepare' }]);
  });

  test('where the run overtakes it: nothing follows', async () => {
    const { promise, resolve } = Promise.withResolvers<Response>();
    let isAsked = false;
    const url = serve(() => {
      isAsked = true;
      return promise;
    });
    const { rig, handshake } = start([() => request(url), () => DIAL]);
    await until(() => isAsked, 'the request');
    handshake.cancel();
    resolve(new Response(''));
    await rig.nextTurn();
    expect(rig.owner.told).toEqual(['failed cancelled', 'gone']);
    expect(rig.wire.lines).toEqual([]);
  });
});
