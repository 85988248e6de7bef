// The certificates of the catalogue: the simulator's own where only the dates matter, openssl's for other names and
// other issuers. What a play over TLS trusts is all that are good but for their one fault.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificate } from '../../src/simulator/tls/certificate.ts';

interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const DAY_MS = 86_400_000;

/** For 127.0.0.1, as bystanders see it. */
export const GOOD = own();
/** Its 30 days are over. */
export const EXPIRED = own(Date.now() - 60 * DAY_MS);
/** Its days begin tomorrow. */
export const EARLY = own(Date.now() + 2 * DAY_MS);
/** Nobody knows who made it. */
export const UNKNOWN = own();

export const TRUSTED: readonly Certificate[] = [GOOD, EXPIRED, EARLY];

let other: Certificate | undefined;

/** For another name. */
export function misnamed(): Certificate {
  other ??= openssl('other.example', 'DNS:other.example');
  return other;
}

let leaf: Certificate | undefined;

/** For 127.0.0.1, by an authority that nobody knows and that is not sent along. */
export function orphan(): Certificate {
  leaf ??= openssl('127.0.0.1', 'IP:127.0.0.1', openssl('some authority', 'DNS:authority.example'));
  return leaf;
}

function own(nowMs = Date.now()): Certificate {
  const { certPem, keyPem } = createCertificate(nowMs);
  return { cert: certPem, key: keyPem };
}

/** Its own issuer where none is given. */
function openssl(name: string, alternative: string, issuer?: Certificate): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'busyhour-faults-'));
  try {
    const file = (text: string, as: string) => {
      writeFileSync(join(folder, as), text);
      return join(folder, as);
    };
    const issued = issuer ? ['-CA', file(issuer.cert, 'ca.pem'), '-CAkey', file(issuer.key, 'ca.key')] : [];
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', '-'];
    const words = ['req', '-x509', ...key, '-days', '30', '-subj', `/CN=${name}`, ...issued];
    const text = execFileSync('openssl', [...words, '-addext', `subjectAltName=${alternative}`], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const block = (label: string) =>
      new RegExp(`-----BEGIN ${label}-----[^-]+-----END ${label}-----\n`).exec(text)![0];
    return { cert: block('CERTIFICATE'), key: block('PRIVATE KEY') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
