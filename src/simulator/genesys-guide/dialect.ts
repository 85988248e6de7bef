// genesys-guide as its server speaks: `{type, data, metadata}`, all three required, as the guide describes it.
// Field names beyond the envelope are unverified; the golden transcripts hold them.

import type { ClientFrame, Dialect } from '../dialects.ts';
import { createFrame, isFields, Padding, parseFields, readAck } from '../envelope.ts';

export function createGenesysDialect(eventBytes: number): Dialect {
  const padding = new Padding(eventBytes);
  const frame = createFrame();
  const head = '{"type":"conversation.event","data":{"text":"';
  const event = (tail: string) => head + padding.of(eventBytes - head.length - tail.length) + tail;
  return {
    event: (seq, sentAtUs) => event(`"},"metadata":{"seq":${seq},"sentAtUs":${sentAtUs}}}`),
    invalidEvent: () => event('"}}'),
    read: (message) => readGenesys(message, frame),
    authenticated: () => '{"type":"authenticated","data":{},"metadata":{}}',
    authRefused: (reason) =>
      `{"type":"auth_failed","data":{"reason":${JSON.stringify(reason)}},"metadata":{}}`,
    throttle: (seconds) => `{"type":"throttle","data":{"retryAfter":${seconds}},"metadata":{}}`,
    expiry: {
      frame: '{"type":"token_expired","data":{},"metadata":{}}',
      code: 1008,
      reason: 'token_expired',
    },
    acknowledges: true,
  };
}

function readGenesys(message: string | Buffer, frame: ClientFrame): ClientFrame {
  frame.kind = 'invalid';
  const fields = parseFields(message);
  if (!fields) return frame;
  const ack = readAck(fields, frame);
  if (ack) return ack;
  const { type, data, metadata } = fields;
  if (typeof type !== 'string' || !isFields(data) || !isFields(metadata)) return frame;
  if (type === 'message') {
    if (typeof data.text !== 'string' || typeof metadata.correlationId !== 'string') return frame;
    frame.kind = 'message';
    frame.reply = `{"type":"message.reply","data":{"text":${JSON.stringify(data.text)}},"metadata":{"correlationId":${JSON.stringify(metadata.correlationId)}}}`;
    return frame;
  }
  if (type === 'auth') {
    if (typeof data.token !== 'string') return frame;
    frame.kind = 'auth';
    frame.token = data.token;
    return frame;
  }
  frame.kind = 'unknown';
  return frame;
}
