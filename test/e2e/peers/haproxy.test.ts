// busyhour through HAProxy, which terminates TLS and refuses what is too much, in front of the server of `ws`.
// What HAProxy logged and what the server counted is what busyhour counted.
import { expect } from 'bun:test';
import type { FailureKind } from '../../../src/metrics/outcome.ts';
import { HAPROXY, testWith } from '../../component.ts';
import { type Run, run } from '../cli.ts';
import { expectPassed, expectSumsAddUp } from '../sums.ts';
import { type Frontend, type Haproxy, PROXY_LIMIT, startHaproxy } from './haproxy.ts';
import { type Peer, startWs } from './peer.ts';
import { CONNECTIONS, expectAllEchoed, LIMIT_MS, SHORT } from './peer-run.ts';

interface Rig {
  readonly peer: Peer;
  readonly proxy: Haproxy;
}

async function startRig(): Promise<Rig> {
  const peer = await startWs();
  return { peer, proxy: await startHaproxy(peer.port) };
}

type Words = readonly string[];

function loadTls({ proxy }: Rig, front: Frontend, words: Words, connections = CONNECTIONS): Promise<Run> {
  return load(`wss://127.0.0.1:${proxy.ports[front]}/`, words, connections);
}

function load(url: string, words: Words, connections = CONNECTIONS): Promise<Run> {
  const target = ['--url', url, '--connections', String(connections)];
  return run([...target, '--message-rate', '10', ...SHORT, ...words]);
}

/** One handshake after the other, so that the first one's session is there for all that follow. */
const ONE_BY_ONE = ['--max-handshakes-in-flight', '1'];

for (const [front, version] of [
  ['tls12', 'TLSv1.2'],
  ['tls13', 'TLSv1.3'],
] as const) {
  testWith(
    [HAPROXY],
    `${version}: works with the authority given, with sessions resumed and without`,
    async () => {
      const [resuming, full] = await Promise.all([startRig(), startRig()]);
      const fullWords = ['--no-tls-resumption', '--tls-server-name', 'localhost'];
      const [resumed, unresumed] = await Promise.all([
        loadTls(resuming, front, ['--ca', resuming.proxy.ca, ...ONE_BY_ONE]),
        loadTls(full, front, ['--ca', full.proxy.ca, ...ONE_BY_ONE, ...fullWords]),
      ]);
      for (const [ran, rig, name] of [
        [resumed, resuming, '-'],
        [unresumed, full, 'localhost'],
      ] as const) {
        expectAllEchoed({ ran, counts: await rig.peer.finalCounts() });
        expect(ran.summary.handshake.phasesUs.tls.count).toBe(CONNECTIONS);
        const sessions = await rig.proxy.sessions(front, CONNECTIONS);
        expect(sessions).toHaveLength(CONNECTIONS);
        for (const { status, tls, sni } of sessions) {
          expect({ status, tls, sni }).toEqual({ status: 101, tls: version, sni: name });
        }
        const inherited = sessions.filter((session) => session.resumed === 1);
        expect(inherited).toHaveLength(ran === resumed ? CONNECTIONS - 1 : 0);
      }
    },
    LIMIT_MS,
  );
}

testWith(
  [HAPROXY],
  'a certificate, name or version that does not do fails every handshake, each by its kind',
  async () => {
    const rig = await startRig();
    const ca = ['--ca', rig.proxy.ca];
    const cases: readonly (readonly [Frontend, readonly string[], FailureKind])[] = [
      ['tls12', ['--tls-max', '1.3'], 'tls-certificate'],
      ['tls13', ['--tls-max', '1.3'], 'tls-certificate'],
      ['tls12', [...ca, '--tls-server-name', 'other.example'], 'tls-hostname'],
      ['tls13', [...ca, '--tls-server-name', 'other.example'], 'tls-hostname'],
      ['tls12', [...ca, '--tls-min', '1.3'], 'tls-protocol'],
      ['tls13', [...ca, '--tls-max', '1.2'], 'tls-protocol'],
      ['plain', ca, 'tls-protocol'],
    ];
    const runs = await Promise.all(
      cases.map(([front, words]) => loadTls(rig, front, [...words, ...ONE_BY_ONE, '--no-redial'])),
    );
    const found = runs.map(({ code, summary }) => ({ code, failures: summary.connections.failures }));
    expect(found).toEqual(cases.map(([, , kind]) => ({ code: 4, failures: { [kind]: CONNECTIONS } })));
    for (const { summary } of runs) expectSumsAddUp(summary);
    expect((await rig.peer.counts()).accepted).toBe(0);
  },
  LIMIT_MS,
);

testWith(
  [HAPROXY],
  'many connections at once, sessions shared among them; and with no verification at all',
  async () => {
    const rig = await startRig();
    const [many, unverified] = await Promise.all([
      loadTls(rig, 'tls13', ['--ca', rig.proxy.ca], 200),
      loadTls(rig, 'tls12', ['--no-tls-verify']),
    ]);
    for (const ran of [many, unverified]) {
      expectPassed(ran);
      expectSumsAddUp(ran.summary);
      expect(ran.summary.connections).toMatchObject({ failed: 0, closed: 0 });
    }
    expect(many.summary.handshake.phasesUs.tls.count).toBe(200);
    expect(unverified.summary.handshake.phasesUs.tls.count).toBe(CONNECTIONS);
    const counts = await rig.peer.finalCounts();
    expect(counts.accepted).toBe(200 + CONNECTIONS);
    expect(counts.messages).toBe(many.summary.messages.valid + unverified.summary.messages.valid);
    expect(await rig.proxy.sessions('tls13', 200)).toHaveLength(200);
  },
  LIMIT_MS,
);

testWith(
  [HAPROXY],
  'what HAProxy refuses is throttled where it says so, else an error of the server',
  async () => {
    const rig = await startRig();
    const cases: readonly (readonly [Frontend, number, number, FailureKind])[] = [
      ['limited', PROXY_LIMIT, 429, 'throttled'],
      ['queued', PROXY_LIMIT, 503, 'server-error'],
      ['down', 0, 503, 'server-error'],
      ['down-retry', 0, 503, 'throttled'],
    ];
    const { ports } = rig.proxy;
    const runs = await Promise.all(
      cases.map(([front]) => load(`ws://127.0.0.1:${ports[front]}/`, ['--no-redial'])),
    );
    for (const [i, [front, opened, status, kind]] of cases.entries()) {
      const ran = runs[i]!;
      expectSumsAddUp(ran.summary);
      const failed = CONNECTIONS - opened;
      expect(ran.summary.connections).toMatchObject({
        opened,
        openAtEnd: opened,
        failures: { [kind]: failed },
      });
      expect(ran.summary.throttled.handshakes).toBe(kind === 'throttled' ? failed : 0);
      if (opened === 0) expect(ran.code).toBe(4);
      else expectPassed(ran);
      const statuses = (await rig.proxy.sessions(front, CONNECTIONS)).map((logged) => logged.status).sort();
      expect(statuses).toEqual([...new Array(opened).fill(101), ...new Array(failed).fill(status)]);
    }
    expect((await rig.peer.finalCounts()).accepted).toBe(2 * PROXY_LIMIT);
  },
  LIMIT_MS,
);
