// What is dialed: the plan's target with its token in place, or what a preparation says. Nothing that a server may have said
// becomes an address that cannot be dialed.
import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import {
  hostHeader,
  preparedDestination,
  serverNameFor,
  targetDestination,
} from '../../../src/engine/shared/destination.ts';
import type { Target } from '../../../src/plan/plan.ts';
import { PLAN } from '../../plan/plans.ts';

const TARGET: Target = {
  ...PLAN.target,
  host: 'chat.example',
  port: 443,
  secure: true,
  path: '/ws',
  headers: [['X-User', 'me']],
  subprotocols: ['v1'],
  tls: { ...PLAN.target.tls, serverName: 'chat.example' },
};

describe('the target', () => {
  test('is dialed as it is, where there is no token or it goes elsewhere', () => {
    const plain = targetDestination(TARGET, 'query', undefined);
    expect(plain).toEqual({
      secure: true,
      host: 'chat.example',
      port: 443,
      serverName: 'chat.example',
      path: '/ws',
      headers: [['X-User', 'me']],
      subprotocols: ['v1'],
    });
    expect(targetDestination(TARGET, 'frame', 'tok')).toEqual(plain);
    expect(targetDestination(TARGET, 'none', 'tok')).toEqual(plain);
  });

  test('has the token in its query, and all of it', () => {
    const path = (own: string, token: string) =>
      targetDestination({ ...TARGET, path: own }, 'query', token).path;
    expect(path('/ws', 'a b&c')).toBe('/ws?access_token=a%20b%26c');
    expect(path('/ws?x=1', 'tok')).toBe('/ws?x=1&access_token=tok');
  });

  test('has the token in a header behind those of the user', () => {
    expect(targetDestination(TARGET, 'header', 'tok').headers).toEqual([
      ['X-User', 'me'],
      ['Authorization', 'Bearer tok'],
    ]);
  });
});

describe('what a preparation says', () => {
  const prepared = (url: string, subprotocols: string[] = []) =>
    preparedDestination(url, [['X-Channel', 'one']], subprotocols, TARGET);

  test('is taken apart, with the headers and the subprotocols of the user where it has none', () => {
    expect(prepared('wss://other.example:8443/c?id=1')).toEqual({
      secure: true,
      host: 'other.example',
      port: 8_443,
      serverName: 'other.example',
      path: '/c?id=1',
      headers: [
        ['X-User', 'me'],
        ['X-Channel', 'one'],
      ],
      subprotocols: ['v1'],
    });
    expect(prepared('ws://other.example', ['v2'])).toMatchObject({
      port: 80,
      path: '/',
      subprotocols: ['v2'],
    });
    expect(prepared('ws://[::1]:9/')).toMatchObject({ host: '::1', port: 9, serverName: '' });
  });

  test('is no WebSocket address', () => {
    for (const url of [
      'https://a.example/',
      '/path',
      '',
      'ws://',
      'ws://u:p@a.example/',
      'ws://a.example/#x',
      'ws://a:0/',
    ])
      expect(prepared(url)).toBeNull();
  });

  test('never throws, and what comes of it can be dialed', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.webUrl().map((url) => url.replace(/^http/, 'ws')),
        ),
        (url) => {
          const destination = prepared(url);
          if (destination === null) return;
          expect(destination.port).toBeGreaterThan(0);
          expect(destination.host).not.toBe('');
          expect(destination.path.startsWith('/')).toBe(true);
        },
      ),
    );
  });
});

test("the name for TLS: none for an address, the user's for the target alone", () => {
  const given = { ...TARGET, tls: { ...TARGET.tls, serverName: 'inside.example' } };
  expect(serverNameFor('chat.example', given)).toBe('inside.example');
  expect(serverNameFor('other.example', given)).toBe('other.example');
  expect(serverNameFor('192.0.2.1', given)).toBe('');
  const address = { ...TARGET, host: '192.0.2.1', tls: { ...TARGET.tls, serverName: '192.0.2.1' } };
  expect(serverNameFor('192.0.2.1', address)).toBe('');
});

test('the Host header leaves out the port that goes without saying, and keeps IPv6 apart from it', () => {
  const host = (settings: Partial<Target>) =>
    hostHeader(targetDestination({ ...TARGET, ...settings }, 'none', undefined));
  expect(host({})).toBe('chat.example');
  expect(host({ port: 80, secure: false })).toBe('chat.example');
  expect(host({ port: 80 })).toBe('chat.example:80');
  expect(host({ host: '::1', port: 9_080 })).toBe('[::1]:9080');
});
