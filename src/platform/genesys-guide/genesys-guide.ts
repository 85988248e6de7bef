// `genesys-guide`: Genesys Cloud as the guide describes it: {type, data, metadata}, window of 50.

import { readReason } from '../close-reason.ts';
import { type Dialect, GuideSession, isObject } from '../guide/guide.ts';
import { guidePresets } from '../guide/presets.ts';
import type { Platform } from '../platform.ts';

const dialect: Dialect = {
  open(frame) {
    const { type, data, metadata } = frame;
    if (typeof type !== 'string' || !isObject(data) || !isObject(metadata)) return undefined;
    const correlation = metadata.correlationId;
    return {
      type,
      correlation: typeof correlation === 'string' ? correlation : undefined,
      fields: [metadata, frame, data],
    };
  },
  message: (correlation, text) =>
    `{"type":"message","data":{"text":"${text}"},"metadata":{"correlationId":"${correlation}"}}`,
  auth: (token) => JSON.stringify({ type: 'auth', data: { token }, metadata: {} }),
  types: {
    authenticated: 'ready',
    auth_failed: 'auth-refused',
    token_expired: 'auth-expired',
    throttle: 'throttle',
    heartbeat: 'heartbeat',
  },
  readClose: readReason,
};

export const genesysGuide: Platform = {
  name: 'genesys-guide',
  aliases: ['genesys'],
  summary: 'Genesys Cloud as the guide describes it: {type, data, metadata}, 50 unacknowledged events',
  presets: guidePresets('/api/v2/engagements/websocket', 50),
  answersMessages: true,
  createSession: (options) => new GuideSession(dialect, options),
};
