// genesys-guide as its server speaks: `{type, data, metadata}`, all three required, as the guide describes it.
// Field names beyond the envelope are unverified; the golden transcripts hold them.

import { isFields, parseFields, readAck } from '../guide/envelope.ts';
import { Padding, type Payload } from '../payload.ts';
import {
  type ClientFrame,
  type Conversation,
  createClientFrame,
  type Dialect,
  type SimulatedPlatform,
} from '../platform.ts';

export const genesysGuide: SimulatedPlatform = {
  name: 'genesys-guide',
  aliases: ['genesys'],
  defaults: {
    path: '/api/v2/engagements/websocket',
    connectionLimit: 250,
    eventRate: 1,
    ackWindow: 50,
    pingIntervalUs: 15_000_000,
    pongTimeoutUs: 15_000_000,
  },
  createDialect,
};

function createDialect(eventBytes: number): Dialect {
  const padding = new Padding(eventBytes);
  const frame = createClientFrame();
  const head = '{"type":"conversation.event","data":{"text":"';
  const event = (tail: string) => head + padding.of(eventBytes - head.length - tail.length) + tail;
  const conversation: Conversation = {
    read: (message) => readGenesys(message, frame),
    event: (seq, sentAtUs) => event(`"},"metadata":{"seq":${seq},"sentAtUs":${sentAtUs}}}`),
    invalidEvent: () => event('"}}'),
    throttle: (seconds) => `{"type":"throttle","data":{"retryAfter":${seconds}},"metadata":{}}`,
    authentication: {
      accepted: () => '{"type":"authenticated","data":{},"metadata":{}}',
      refused: (reason) => `{"type":"auth_failed","data":{"reason":${JSON.stringify(reason)}},"metadata":{}}`,
    },
  };
  return {
    acknowledges: true,
    expiry: {
      frame: '{"type":"token_expired","data":{},"metadata":{}}',
      code: 1008,
      reason: 'token_expired',
    },
    createConversation: () => conversation,
  };
}

function readGenesys(message: Payload, frame: ClientFrame): ClientFrame {
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
