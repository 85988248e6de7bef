// `cxone-guide`: NICE CXone as the guide describes it: {eventType, payload, correlationId}, window of 100.

import { readReason } from '../close-reason.ts';
import { type Dialect, GuideSession, isObject } from '../guide/guide.ts';
import { guidePresets } from '../guide/presets.ts';
import type { Platform } from '../platform.ts';

const dialect: Dialect = {
  open(frame) {
    const { eventType, payload, correlationId } = frame;
    if (typeof eventType !== 'string' || !isObject(payload) || typeof correlationId !== 'string')
      return undefined;
    return { type: eventType, correlation: correlationId, fields: [payload, frame] };
  },
  message: (correlation, text) =>
    `{"eventType":"MESSAGE","payload":{"text":"${text}"},"correlationId":"${correlation}"}`,
  auth: (token) => JSON.stringify({ eventType: 'AUTH', payload: { token }, correlationId: 'auth' }),
  types: {
    AUTHENTICATED: 'ready',
    AUTH_FAILED: 'auth-refused',
    TOKEN_EXPIRED: 'auth-expired',
    THROTTLE: 'throttle',
    HEARTBEAT: 'heartbeat',
  },
  // The guide: an expired token closes 1000 with a reason containing `auth_invalid`.
  readClose: (code, reason) =>
    code === 1000 && reason.includes('auth_invalid') ? 'token-expired' : readReason(code, reason),
};

export const cxoneGuide: Platform = {
  name: 'cxone-guide',
  aliases: ['nice_cxone', 'cxone', 'nice-cxone'],
  summary:
    'NICE CXone as the guide describes it: {eventType, payload, correlationId}, 100 unacknowledged events',
  presets: guidePresets('/', 100),
  answersMessages: true,
  createSession: (options) => new GuideSession(dialect, options),
};
