// Whether a simulator can be run as its options say: every problem at once, each with what would be right.
// What a platform cannot do is asked of its dialect, so that a new one needs no line here.

import { formatDurationUs } from '../base/time.ts';
import { type SimulatorOptions, TOKEN_PLACES } from './options.ts';
import type { Conversation, SimulatedPlatform } from './platform.ts';
import { leastEventBytes, platformNames, SIMULATED_PLATFORMS, simulatedPlatform } from './registry.ts';

const LONGEST_US = 7 * 24 * 3_600 * 1_000_000;
const OWN_PATHS = ['/stats', '/healthz'];

type Name = keyof SimulatorOptions;

/** `handshakeRateLimit` as people write it on a command line: `handshake-rate-limit`. */
function flagName(option: Name): string {
  return option.replace(/Us$/, '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Every problem of the options, as a plain sentence each; an empty list where the simulator can start. */
export function checkSimulatorOptions(options: SimulatorOptions): string[] {
  const problems: string[] = [];
  const tell = (name: Name, right: string) => {
    const given = name === 'token' || name === 'tls' ? 'what was given' : JSON.stringify(options[name]);
    problems.push(`${flagName(name)}: ${given} will not do; give ${right}`);
  };
  const number = (name: Name, least: number, most: number, meaning: string, whole = true) => {
    const value = options[name];
    const fits = typeof value === 'number' && value >= least && value <= most;
    if (!fits || (whole && !Number.isInteger(value))) {
      tell(name, `${whole ? 'a whole number' : 'a number'} from ${least} to ${most}${meaning}`);
    }
  };
  const duration = (name: Name, leastUs = 0) => {
    const value = options[name] as number;
    if (!Number.isInteger(value) || value < leastUs || value > LONGEST_US) {
      tell(name, `a duration from ${formatDurationUs(leastUs)} to ${formatDurationUs(LONGEST_US)}`);
    }
  };
  const oneOf = (name: Name, words: readonly string[]) => {
    if (!words.includes(options[name] as string)) tell(name, `one of ${words.join(', ')}`);
  };

  oneOf('platform', platformNames());
  if (options.host.trim() === '') tell('host', 'an address of this machine, such as 127.0.0.1');
  number('port', 0, 65_535, '; 0 picks a free one');
  number('processes', 1, 256, '');
  number('connectionLimit', 0, 100_000_000, '; 0 is no limit');
  oneOf('overLimit', ['reject', 'drop']);
  number('retryAfterSeconds', 0, 86_400, '');
  number('handshakeRateLimit', 0, 1_000_000, '; 0 is no limit');
  number('eventRate', 0, 10_000, ' events a second and connection; 0 sends none', false);
  number('invalidEventShare', 0, 1, '', false);
  number('ackWindow', 0, 1_000_000, '; 0 is no limit');
  oneOf('windowOverrun', ['close', 'hold']);
  oneOf('pongMiss', ['close', 'drop']);
  oneOf('tokenPlace', TOKEN_PLACES);
  number('messageRateLimit', 0, 1_000_000, '; 0 is no limit');
  number('maxMessageBytes', 1, 16_777_216, '');
  number('faultShare', 0, 1, '', false);
  duration('upgradeHoldUs');
  duration('pingIntervalUs');
  duration('pongTimeoutUs', options.pingIntervalUs > 0 ? 1_000 : 0);
  duration('tokenLifeUs');
  duration('authTimeoutUs', 1_000);
  duration('holdUs');
  duration('closeAfterUs');
  duration('dropAfterUs');
  if (problems.length > 0) return problems;

  const least = leastEventBytes(simulatedPlatform(options.platform));
  if (options.eventRate > 0) number('eventBytes', least, 1_048_576, ` (${options.platform} needs ${least})`);
  return [...problems, ...checkMeaning(options)];
}

/** What is wrong between options that are each right by themselves. */
function checkMeaning(options: SimulatorOptions): string[] {
  const problems: string[] = [];
  const { path, refuseStatus, closeCode } = options;
  if (path !== null && (!path.startsWith('/') || OWN_PATHS.includes(path) || /[?#\s]/.test(path))) {
    problems.push(
      `path: "${path}" will not do; give one that starts with "/", has no "?" or "#", and is not /stats or /healthz`,
    );
  }
  if (options.token === '') problems.push('token: it is empty; give the token to ask for, or none at all');
  problems.push(...checkSpeech(options));
  if (refuseStatus !== 0 && !(Number.isInteger(refuseStatus) && refuseStatus >= 200 && refuseStatus <= 599)) {
    problems.push(
      `refuse-status: ${refuseStatus} will not do; give an HTTP status from 200 to 599, or 0 to refuse none`,
    );
  }
  const sendable =
    (closeCode >= 1000 && closeCode <= 1014 && ![1004, 1005, 1006].includes(closeCode)) ||
    (closeCode >= 3000 && closeCode <= 4999);
  if (!Number.isInteger(closeCode) || !sendable) {
    problems.push(
      `close-code: ${closeCode} may not be sent; give 1000 to 1003, 1007 to 1014, or 3000 to 4999`,
    );
  }
  if (Buffer.byteLength(options.closeReason) > 123) {
    problems.push(
      'close-reason: it is longer than the 123 bytes a close frame has room for; give a shorter one',
    );
  }
  return problems;
}

/** What is asked of a platform that has no words for it. */
function checkSpeech(options: SimulatorOptions): string[] {
  const { name, acknowledges, conversation } = learn(simulatedPlatform(options.platform));
  const problems: string[] = [];
  if (conversation.authentication === null && options.token !== null && options.tokenPlace !== 'upgrade') {
    problems.push(
      `token-place: ${name} has no authentication frame; give "upgrade" instead of "${options.tokenPlace}"`,
    );
  }
  const others = (can: (learned: Learned) => boolean) => {
    const able = SIMULATED_PLATFORMS.map(learn).filter(can);
    return able.length === 0 ? 'give 0' : `give 0, or one of ${able.map((each) => each.name).join(', ')}`;
  };
  if (conversation.throttle === null && options.messageRateLimit > 0) {
    const right = others((other) => other.conversation.throttle !== null);
    problems.push(`message-rate-limit: ${name} has no throttle frame; ${right}`);
  }
  if (!acknowledges && options.ackWindow > 0) {
    problems.push(`ack-window: ${name} acknowledges nothing; ${others((other) => other.acknowledges)}`);
  }
  if (conversation.invalidEvent === null && options.invalidEventShare > 0) {
    const right = others((other) => other.conversation.invalidEvent !== null);
    problems.push(`invalid-event-share: ${name} has no envelope to break; ${right}`);
  }
  return problems;
}

interface Learned {
  readonly name: string;
  readonly acknowledges: boolean;
  readonly conversation: Conversation;
}

function learn(platform: SimulatedPlatform): Learned {
  const dialect = platform.createDialect(0);
  return {
    name: platform.name,
    acknowledges: dialect.acknowledges,
    conversation: dialect.createConversation(),
  };
}
