// A frame's type is the server's word: one that every JavaScript object answers to means no more than any other.
import { expect, test } from 'bun:test';
import { platforms } from '../../src/platform/registry.ts';

const INHERITED = [...Object.getOwnPropertyNames(Object.prototype), 'prototype'];
const KINDS = ['event', 'ignored', 'invalid', 'heartbeat'];

for (const platform of platforms) {
  test(`${platform.name} reads a type such as constructor as an event or as nothing`, () => {
    const session = platform.createSession({ connection: 0, token: undefined, tokenPlacement: 'none' });
    for (const type of INHERITED) {
      for (const frame of [
        { type, data: {}, metadata: {} },
        { version: '1', eventType: type, payload: {}, headers: {} },
        { eventType: type, payload: {} },
      ]) {
        const bytes = Buffer.from(JSON.stringify(frame));
        expect(KINDS).toContain(session.receive(bytes, 0, bytes.length, true).kind);
      }
    }
  });
}
