// plain: no vendor at all. Every message comes back as it came; events are text of an exact size that opens
// with a number and a stamp, as far as they fit. Nothing is acknowledged, authenticated in band or throttled.

import type { Dialect } from '../dialects.ts';
import { createFrame, Padding } from '../envelope.ts';

export function createPlainDialect(eventBytes: number): Dialect {
  const padding = new Padding(eventBytes);
  const frame = createFrame();
  frame.kind = 'message';
  const event = (seq: number, sentAtUs: number) => {
    const head = `event seq=${seq} sentAtUs=${sentAtUs} `;
    return head.length > eventBytes ? head.slice(0, eventBytes) : head + padding.of(eventBytes - head.length);
  };
  return {
    event,
    invalidEvent: (sentAtUs) => event(0, sentAtUs),
    read: (message) => {
      frame.reply = message;
      return frame;
    },
    authenticated: () => '',
    authRefused: () => '',
    throttle: () => '',
    expiry: { frame: null, code: 1008, reason: 'token_expired' },
    acknowledges: false,
  };
}
