// The request of a destination: built and checked once, and each time the same but for its key.
import { expect, test } from 'bun:test';
import { UpgradeRequest, upgradeRequestFor } from '../../../src/engine/connection/upgrade-request.ts';
import type { Destination } from '../../../src/engine/shared/destination.ts';

const TO: Destination = {
  secure: false,
  host: '::1',
  port: 9_080,
  serverName: '',
  // What a key is written after must be found in no other place.
  path: '/Sec-WebSocket-Key:AAAAAAAAAAAAAAAAAAAAAA==',
  headers: [['X-Key', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==']],
  subprotocols: ['v1', 'v2'],
};
const ONE = 'dGhlIHNhbXBsZSBub25jZQ==';
const TWO = 'AQIDBAUGBwgJCgsMDQ4PEC==';

function built(destination: Destination, deflate = false): UpgradeRequest {
  const request = upgradeRequestFor(destination, deflate);
  if ('problem' in request) throw new Error(request.problem);
  return request;
}

test('the key is all that differs, and it stands where it belongs', () => {
  const request = built(TO);
  const [one, two] = [ONE, TWO].map((key) => Buffer.from(request.withKey(key)).toString());
  expect(one!.replace(ONE, TWO)).toBe(two!);
  expect(one!.split('\r\n')).toEqual([
    `GET ${TO.path} HTTP/1.1`,
    'Host: [::1]:9080',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Key: ${ONE}`,
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Protocol: v1, v2',
    `${TO.headers[0]![0]}: ${TO.headers[0]![1]}`,
    '',
    '',
  ]);
});

test('it is built once for a destination, and allocates nothing for a key', () => {
  const destination = { ...TO };
  expect(built(destination)).toBe(built(destination));
  expect(built(destination)).not.toBe(built({ ...TO }));
  expect(built(destination).withKey(ONE)).toBe(built(destination).withKey(TWO));
});

test('what no request can say is told, without a word of it', () => {
  const refused = UpgradeRequest.build({ ...TO, headers: [['X-Token', 's3cret\r\nHost: b']] }, false);
  expect('problem' in refused && refused.problem).toContain('X-Token');
  expect(JSON.stringify(refused)).not.toContain('s3cret');
});
