import { expect, test } from 'bun:test';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificate } from '../../../src/simulator/tls/certificate.ts';
import { until } from '../../until.ts';
import { RawClient } from '../raw-client.ts';
import { readStats, simulate } from '../rig.ts';

test('is what it says: names, dates, its own issuer, its own signature', () => {
  const nowMs = Date.UTC(2026, 1, 28, 12);
  const { certPem, keyPem } = createCertificate(nowMs);
  const certificate = new X509Certificate(certPem);
  expect(certificate.checkHost('localhost')).toBe('localhost');
  expect(certificate.checkHost('example.com')).toBeUndefined();
  expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(certificate.checkIP('::1')).toBe('::1');
  expect(certificate.checkIP('127.0.0.2')).toBeUndefined();
  expect(certificate.issuer).toBe(certificate.subject);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(Date.parse(certificate.validFrom)).toBe(nowMs - 86_400_000);
  expect(Date.parse(certificate.validTo)).toBe(nowMs + 29 * 86_400_000);
  expect(keyPem).toStartWith('-----BEGIN PRIVATE KEY-----');
  expect(certificate.serialNumber).not.toBe(
    new X509Certificate(createCertificate(nowMs).certPem).serialNumber,
  );
});

const openssl = Bun.which('openssl');

test.skipIf(openssl === null)('openssl reads it and finds it strictly right', async () => {
  const { certPem } = createCertificate();
  const pem = new Blob([certPem]);
  const text = Bun.spawn([openssl!, 'x509', '-text', '-noout'], { stdin: pem, stdout: 'pipe' });
  expect(await new Response(text.stdout).text()).toContain(
    'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
  );
  const folder = mkdtempSync(join(tmpdir(), 'busyhour-certificate-'));
  const file = join(folder, 'certificate.pem');
  try {
    await Bun.write(file, pem);
    const check = Bun.spawn(
      [
        openssl!,
        'verify',
        '-x509_strict',
        '-purpose',
        'sslserver',
        '-verify_hostname',
        'localhost',
        '-CAfile',
        file,
        file,
      ],
      { stdout: 'ignore' },
    );
    expect(await check.exited).toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each(['127.0.0.1', 'localhost'])(
  'a client that trusts it is served over TLS at %s; one that does not is not',
  async (name) => {
    const certificate = createCertificate();
    const simulator = await simulate('plain', { tls: certificate });
    expect(simulator.url).toStartWith('wss://127.0.0.1:');
    const url = simulator.url.replace('127.0.0.1', name);
    const client = await RawClient.open(url, { ca: certificate.certPem });
    client.send('over TLS');
    await until(() => client.texts.length === 1, 'an echo');
    expect(client.texts).toEqual(['over TLS']);
    const stranger = await RawClient.dial(url, { ca: createCertificate().certPem }).catch(
      (error) => error.code as string,
    );
    expect(stranger).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(await readStats(simulator, certificate.certPem)).toMatchObject({
      accepted: 1,
      upgradesSeen: 1,
      repliesSent: 1,
    });
  },
);
