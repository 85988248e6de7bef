// Targets that nobody reaches, by their address, their name or their certificate; and for how long a run tries.
import { expect, setDefaultTimeout, test } from 'bun:test';
import { lookup } from 'node:dns/promises';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCertificate } from '../../src/simulator/tls/certificate.ts';
import { simulate } from '../simulator/rig.ts';
import { busyhour, run, temporaryFolder } from './cli.ts';
import { listenForRequest, listenRaw } from './raw-server.ts';
import { expectSumsAddUp } from './sums.ts';
import { expectUnreachable, ONCE, SHORT } from './unreachable.ts';

setDefaultTimeout(60_000); // for a machine that is busy with other things

test('refuses the port: tcp-refused', async () => {
  const ran = await run(['--url', 'ws://127.0.0.1:1/', ...SHORT]);
  expectUnreachable(ran, 'tcp-refused');
  const again = await busyhour(['report', ran.folder]);
  expect([again.code, again.stdout]).toEqual([4, ran.stdout]);
});

test('has no name: dns-not-found', async () => {
  const host = 'no-such-host.invalid';
  // A machine without any resolver learns nothing, not even that.
  const code = await lookup(host).then(
    () => '',
    (error: { code: string }) => error.code,
  );
  const words = ['--url', `ws://${host}/`, '--authorized', 'the tests', '--duration', '500ms'];
  const ran = await run([...words, ...ONCE]);
  expectUnreachable(ran, code === 'ENOTFOUND' ? 'dns-not-found' : 'dns-timeout');
});

test('has a certificate nobody vouches for, or one for another name', async () => {
  const certificate = createCertificate();
  const simulator = await simulate('plain', { tls: certificate });
  const ca = join(temporaryFolder(), 'ca.pem');
  writeFileSync(ca, certificate.certPem);
  const words = ['--url', simulator.url, ...SHORT];
  const other = ['--ca', ca, '--tls-server-name', 'other.example'];
  const [unknown, misnamed] = await Promise.all([run(words), run([...words, ...other])]);
  expectUnreachable(unknown, 'tls-certificate');
  expectUnreachable(misnamed, 'tls-hostname');
  expect((await simulator.stats()).upgradesSeen).toBe(0);
});

test('refuses or is silent from the start: a long run ends early', async () => {
  const words = ['--connections', '3', '--duration', '10m', '--handshake-timeout', '1s', '--quiet'];
  const urls = ['ws://127.0.0.1:1/', (await listenRaw(() => {})).url];
  const both = await Promise.all(urls.map((url) => run(['--url', url, ...words])));
  for (const { summary, code } of both) {
    expectSumsAddUp(summary);
    expect(code).toBe(4);
    expect(summary.run.ending).toBe('unreachable');
    expect(summary.connections.opened).toBe(0);
    // Five seconds of patience, one handshake, and what a busy machine adds: far from ten minutes.
    expect(summary.run.durationUs).toBeLessThan(20_000_000);
  }
});

test('says when to come again is not asked before', async () => {
  const server = await listenForRequest(({ socket }) =>
    socket.end('HTTP/1.1 429 Too Many\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n'),
  );
  const words = ['--connections', '3', '--jitter', '0s-50ms', '--redial-backoff', '10ms-20ms', '--quiet'];
  const { summary } = await run(['--url', server.url, ...words, '--duration', '1s']);
  expectSumsAddUp(summary);
  expect(summary.connections).toMatchObject({ attempted: 3, redials: 0 });
  expect(server.accepted).toBe(3);
});
