// A self-signed certificate for a simulator on this machine: nobody is asked to have openssl. ECDSA P-256,
// for localhost and the two loopback addresses, good for a month. X.509 v3 as RFC 5280 has it, nothing more.
// Not for anything that leaves the machine: the key lives in memory and is thrown away with the process.

import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import {
  der,
  derBits,
  derBoolean,
  derInteger,
  derObjectId,
  derOctets,
  derSequence,
  derSet,
  derText,
  derTime,
} from './der.ts';

const DAY_MS = 86_400_000;
const VALID_DAYS = 30;
const COMMON_NAME = 'busyhour simulator';

const ECDSA_SHA256 = derSequence(derObjectId('1.2.840.10045.4.3.2'));

export interface Certificate {
  readonly certPem: string;
  readonly keyPem: string;
}

/** For `localhost`, `127.0.0.1` and `::1`, valid from a day before `nowMs` (since 1970) for 30 days. */
export function createCertificate(nowMs = Date.now()): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicDer = publicKey.export({ type: 'spki', format: 'der' });
  const body = certificateBody(publicDer, nowMs);
  const certificate = derSequence(body, ECDSA_SHA256, derBits(sign('sha256', body, privateKey)));
  return {
    certPem: pem('CERTIFICATE', certificate),
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function certificateBody(publicDer: Uint8Array, nowMs: number): Buffer {
  const serial = randomBytes(16);
  serial[0] = (serial[0]! & 0x7f) | 0x40; // positive, and never a leading zero
  const name = derSequence(derSet(derSequence(derObjectId('2.5.4.3'), derText(COMMON_NAME))));
  const validity = derSequence(derTime(nowMs - DAY_MS), derTime(nowMs + (VALID_DAYS - 1) * DAY_MS));
  const version3 = der(0xa0, derInteger(Buffer.from([2])));
  return derSequence(
    version3,
    derInteger(serial),
    ECDSA_SHA256,
    name,
    validity,
    name,
    publicDer,
    extensions(publicDer),
  );
}

function extensions(publicDer: Uint8Array): Buffer {
  const keyIdentifier = createHash('sha1').update(publicDer.subarray(-65)).digest(); // the point itself: RFC 5280 4.2.1.2
  const digitalSignatureAndCertSign = derBits(Buffer.from([0b1000_0100]), 2);
  const serverAuth = derSequence(derObjectId('1.3.6.1.5.5.7.3.1'));
  const names = derSequence(
    der(0x82, Buffer.from('localhost', 'latin1')),
    der(0x87, Buffer.from([127, 0, 0, 1])),
    der(0x87, Buffer.from([...new Array(15).fill(0), 1])),
  );
  return der(
    0xa3,
    derSequence(
      extension('2.5.29.19', derSequence(derBoolean(true)), true), // basic constraints: its own authority
      extension('2.5.29.15', digitalSignatureAndCertSign, true),
      extension('2.5.29.37', serverAuth),
      extension('2.5.29.17', names),
      extension('2.5.29.14', derOctets(keyIdentifier)),
    ),
  );
}

function extension(id: string, value: Uint8Array, isCritical = false): Buffer {
  return derSequence(derObjectId(id), ...(isCritical ? [derBoolean(true)] : []), derOctets(value));
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').replace(/.{1,64}/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines}-----END ${label}-----\n`;
}
