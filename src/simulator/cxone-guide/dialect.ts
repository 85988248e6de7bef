// cxone-guide as its server speaks: `{eventType, payload, correlationId}`, all three required, as the guide
// describes it. Field names beyond the envelope are unverified; the golden transcripts hold them.

import type { ClientFrame, Dialect } from '../dialects.ts';
import { createFrame, isFields, Padding, parseFields, readAck } from '../envelope.ts';

export function createCxoneDialect(eventBytes: number): Dialect {
  const padding = new Padding(eventBytes);
  const frame = createFrame();
  const event = (head: string, tail: string) =>
    head + padding.of(eventBytes - head.length - tail.length) + tail;
  const opening = '{"eventType":"CONTACT_EVENT","payload":{';
  return {
    event: (seq, sentAtUs) =>
      event(`${opening}"seq":${seq},"sentAtUs":${sentAtUs},"text":"`, `"},"correlationId":"ev-${seq}"}`),
    invalidEvent: (sentAtUs) => event(`${opening}"sentAtUs":${sentAtUs},"text":"`, '"}}'),
    read: (message) => readCxone(message, frame),
    authenticated: () => '{"eventType":"AUTHENTICATED","payload":{},"correlationId":"auth"}',
    authRefused: (reason) =>
      `{"eventType":"AUTH_FAILED","payload":{"reason":${JSON.stringify(reason)}},"correlationId":"auth"}`,
    throttle: (seconds) =>
      `{"eventType":"THROTTLE","payload":{"retryAfter":${seconds}},"correlationId":"throttle"}`,
    expiry: { frame: null, code: 1000, reason: 'auth_invalid: token expired' },
    acknowledges: true,
  };
}

function readCxone(message: string | Buffer, frame: ClientFrame): ClientFrame {
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
