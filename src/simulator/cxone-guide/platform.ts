// cxone-guide as its server speaks: `{eventType, payload, correlationId}`, all three required, as the guide
// describes it. Field names beyond the envelope are unverified; the golden transcripts hold them.

import { isFields, parseFields, readAck } from '../guide/envelope.ts';
import { Padding, type Payload } from '../payload.ts';
import {
  type ClientFrame,
  type Conversation,
  createClientFrame,
  type Dialect,
  type SimulatedPlatform,
} from '../platform.ts';

export const cxoneGuide: SimulatedPlatform = {
  name: 'cxone-guide',
  aliases: ['nice_cxone', 'nice-cxone', 'cxone'],
  defaults: {
    connectionLimit: 250,
    eventRate: 1,
    ackWindow: 100,
    pingIntervalUs: 20_000_000,
    pongTimeoutUs: 20_000_000,
  },
  createDialect,
};

function createDialect(eventBytes: number): Dialect {
  const padding = new Padding(eventBytes);
  const frame = createClientFrame();
  const opening = '{"eventType":"CONTACT_EVENT","payload":{';
  const event = (head: string, tail: string) =>
    head + padding.of(eventBytes - head.length - tail.length) + tail;
  const conversation: Conversation = {
    read: (message) => readCxone(message, frame),
    event: (seq, sentAtUs) =>
      event(`${opening}"seq":${seq},"sentAtUs":${sentAtUs},"text":"`, `"},"correlationId":"ev-${seq}"}`),
    invalidEvent: (sentAtUs) => event(`${opening}"sentAtUs":${sentAtUs},"text":"`, '"}}'),
    throttle: (seconds) =>
      `{"eventType":"THROTTLE","payload":{"retryAfter":${seconds}},"correlationId":"throttle"}`,
    authentication: {
      accepted: () => '{"eventType":"AUTHENTICATED","payload":{},"correlationId":"auth"}',
      refused: (reason) =>
        `{"eventType":"AUTH_FAILED","payload":{"reason":${JSON.stringify(reason)}},"correlationId":"auth"}`,
    },
  };
  return {
    acknowledges: true,
    expiry: { frame: null, code: 1000, reason: 'auth_invalid: token expired' },
    createConversation: () => conversation,
  };
}

function readCxone(message: Payload, frame: ClientFrame): ClientFrame {
  frame.kind = 'invalid';
  const fields = parseFields(message);
  if (!fields) return frame;
  const ack = readAck(fields, frame);
  if (ack) return ack;
  const { eventType, payload, correlationId } = fields;
  if (typeof eventType !== 'string' || !isFields(payload) || typeof correlationId !== 'string') return frame;
  if (eventType === 'MESSAGE') {
    if (typeof payload.text !== 'string') return frame;
    frame.kind = 'message';
    frame.reply = `{"eventType":"MESSAGE_REPLY","payload":{"text":${JSON.stringify(payload.text)}},"correlationId":${JSON.stringify(correlationId)}}`;
    return frame;
  }
  if (eventType === 'AUTH') {
    if (typeof payload.token !== 'string') return frame;
    frame.kind = 'auth';
    frame.token = payload.token;
    return frame;
  }
  frame.kind = 'unknown';
  return frame;
}
