// Every error can be answered: its code may be sent and its text fits a close frame.
import { expect, test } from 'bun:test';
import { MAX_REASON_BYTES, mayTravel } from '../../src/wire/close-code.ts';
import { WIRE_ERRORS } from '../../src/wire/wire-error.ts';

test('every error is filed under its code and fits a close frame', () => {
  for (const [code, error] of Object.entries(WIRE_ERRORS)) {
    expect(error.code as string).toBe(code);
    expect(mayTravel(error.closeCode)).toBe(true);
    expect(Buffer.byteLength(error.text)).toBeLessThanOrEqual(MAX_REASON_BYTES);
    expect(Object.isFrozen(error)).toBe(true);
  }
});
