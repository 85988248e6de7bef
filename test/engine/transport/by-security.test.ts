// Which transport a dial goes by is the dial's own matter.
import { expect, test } from 'bun:test';
import { TransportBySecurity } from '../../../src/engine/transport/by-security.ts';
import { Wire } from '../connection/wire.ts';

test('plain TCP and TLS each by their own', () => {
  const [plain, secure] = [new Wire(), new Wire()];
  const transport = new TransportBySecurity(plain, secure);
  const to = (port: number, isSecure: boolean) => ({ port, secure: isSecure, serverName: '' });
  const dial = (port: number, isSecure: boolean) =>
    transport.dial('127.0.0.1', to(port, isSecure), undefined as never);
  dial(1, false);
  dial(2, true);
  expect(dial(3, false)).toBe(plain.last);
  const ports = (wire: Wire) => wire.lines.map((line) => line.to.port);
  expect([ports(plain), ports(secure)]).toEqual([[1, 3], [2]]);
});
