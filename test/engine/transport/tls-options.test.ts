// TLS as the plan wants it, in the runtime's words.
import { expect, test } from 'bun:test';
import { tlsOptions } from '../../../src/engine/transport/tls-options.ts';
import { settings } from './rig.ts';

test('versions by their numbers, a check that may be off, an authority where one was given', () => {
  const { tls } = settings({ minVersion: '1.3', verify: false, ca: null });
  expect(tlsOptions(tls, 'a.example')).toEqual({
    serverName: 'a.example',
    minVersion: 0x0304,
    maxVersion: 0x0304,
    rejectUnauthorized: false,
  });
  expect(tlsOptions(settings().tls, '')).toMatchObject({ serverName: '', ca: settings().tls.ca });
});
