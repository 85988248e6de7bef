// plain: no vendor at all. Every message comes back as it came; events are text of an exact size that opens
// with a number and a stamp, as far as they fit. Nothing is acknowledged, authenticated in band or throttled.

import { Padding } from '../payload.ts';
import { type Conversation, createClientFrame, type Dialect, type SimulatedPlatform } from '../platform.ts';

export const plain: SimulatedPlatform = {
  name: 'plain',
  aliases: ['echo'],
  defaults: {},
  createDialect,
};

function createDialect(eventBytes: number): Dialect {
  const padding = new Padding(eventBytes);
  const frame = createClientFrame();
  frame.kind = 'message';
  const conversation: Conversation = {
    read: (message) => {
      frame.reply = message;
      return frame;
    },
    event: (seq, sentAtUs) => {
      const head = `event seq=${seq} sentAtUs=${sentAtUs} `;
      return head.length > eventBytes
        ? head.slice(0, eventBytes)
        : head + padding.of(eventBytes - head.length);
    },
    invalidEvent: null,
    throttle: null,
    authentication: null,
  };
  return {
    acknowledges: false,
    expiry: { frame: null, code: 1008, reason: 'token_expired' },
    createConversation: () => conversation,
  };
}
