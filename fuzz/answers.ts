// Mutated answers through the handshake-response parser and the upgrade check: once whole, once in pieces that share
// one buffer. Laws: both read the same; nothing is thrown; the head ends where the bytes say; no more is read than may
// be; no header holds a line's end; only an answer that has what was asked for is an upgrade, and the first error stays.
import {
  MAX_HEAD_BYTES,
  type ResponseResult,
  type UpgradeResponse,
  UpgradeResponseParser,
} from '../src/wire/handshake-response.ts';
import { retryAfterUs } from '../src/wire/retry-after.ts';
import { checkUpgrade } from '../src/wire/upgrade-check.ts';
import { type Asked, drawAnswer } from './answer-texts.ts';
import { Bytes } from './bytes.ts';
import { drawSizes, SharedBuffer } from './chunks.ts';
import { holds } from './law.ts';
import { mutate } from './mutate.ts';
import type { Part } from './part.ts';
import { Random } from './random.ts';

const STREAM = 104;
const CAPACITY = 64 * 1024;
/** Of the key that RFC 6455 takes for its example. */
const ACCEPT = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';
const NOW_MS = Date.UTC(2026, 0, 1);
const LONGEST_WAIT_US = 365 * 24 * 3_600 * 1_000_000;
const FRAMES = '\x81\x02hi\x88\x02\x03\xe8\x89\x00';

/** The result with `rest` counted from the first byte, and how much was read until there was one. */
interface Read {
  readonly result: ResponseResult;
  readonly parser: UpgradeResponseParser;
  readonly received: number;
}

export function createAnswers(seed: number): Part {
  const bytes = new Bytes(CAPACITY);
  const other = new Bytes(CAPACITY);
  const shared = new SharedBuffer(CAPACITY);

  function draw(n: number) {
    const random = new Random(seed, STREAM, n);
    const subprotocols = random.chance(0.3) ? ['chat', 'v2'] : [];
    const asked: Asked = { accept: ACCEPT, subprotocols, deflate: random.chance(0.5) };
    const isSpoilt = random.chance(0.97);
    fill(bytes, drawAnswer(random, asked, isSpoilt));
    const head = bytes.length;
    bytes.appendText(FRAMES.slice(0, random.below(FRAMES.length)));
    if (isSpoilt && random.chance(0.7)) {
      fill(other, drawAnswer(random, asked, false));
      mutate({ bytes, other, marks: [0, 9, 12, head - 2] }, random);
    }
    return { random, asked, isSpoilt, head, bytes: bytes.copy() };
  }

  return {
    input: (n) => draw(n).bytes,
    play(n) {
      const one = draw(n);
      const whole = readAll((read) => void read(one.bytes));
      const sizes = drawSizes(one.random, one.bytes.length, [one.head - 4, one.head - 2, one.head]);
      const pieces = readAll((read) => shared.play(one.bytes, sizes, read));
      const [a, b] = [JSON.stringify(whole.result), JSON.stringify(pieces.result)];
      holds(a === b, `the chunking matters: ${a} and ${b}`);
      checkBounds(whole, one.bytes);
      checkBounds(pieces, one.bytes);
      if (whole.result.state === 'more') return 'more';
      if (whole.result.state === 'error') return whole.result.code;
      if (!one.isSpoilt) holds(whole.result.rest === one.head, 'a valid head ends elsewhere');
      return judge(whole.result.response, one.asked, one.bytes);
    },
  };
}

function fill(bytes: Bytes, text: string): void {
  bytes.clear();
  bytes.appendText(text);
}

function readAll(play: (read: (chunk: Uint8Array) => boolean) => void): Read {
  const parser = new UpgradeResponseParser();
  let received = 0;
  let result: ResponseResult = { state: 'more' };
  play((chunk) => {
    result = parser.push(chunk);
    if (result.state === 'done') {
      holds(result.rest >= 0 && result.rest <= chunk.length, `rest is ${result.rest} of ${chunk.length}`);
      result = { ...result, rest: received + result.rest };
    }
    received += chunk.length;
    return result.state === 'more';
  });
  return { result, parser, received };
}

function checkBounds({ result, parser, received }: Read, bytes: Uint8Array): void {
  if (result.state === 'more') {
    holds(received <= MAX_HEAD_BYTES, `still waiting after ${received} bytes`);
    return;
  }
  const again = parser.push(bytes);
  holds(again.state === result.state, 'the result did not stay');
  if (result.state === 'error') return;
  const { rest, response } = result;
  holds(rest <= MAX_HEAD_BYTES, `a head of ${rest} bytes`);
  holds(
    Buffer.from(bytes.subarray(rest - 4, rest)).toString('latin1') === '\r\n\r\n',
    'the head does not end there',
  );
  holds(
    response.status === 101 || (response.status >= 200 && response.status <= 599),
    `status ${response.status}`,
  );
  for (const [name, value] of response.headers) {
    holds(/^[^\s:\p{Lu}\p{Cc}]+$/u.test(name), `a header is called ${JSON.stringify(name)}`);
    holds(!/[\0\r\n]|^[ \t]|[ \t]$/.test(value), `a header is ${JSON.stringify(value)}`);
  }
}

function judge(response: UpgradeResponse, asked: Asked, bytes: Uint8Array): string {
  const waitUs = retryAfterUs(response, NOW_MS);
  const isSane = Number.isSafeInteger(waitUs) && waitUs >= -1 && waitUs <= LONGEST_WAIT_US;
  holds(isSane, `Retry-After is ${waitUs} us`);
  const check = checkUpgrade(response, asked);
  if (!check.ok) return `${check.code}${waitUs >= 0 ? ', says when' : ''}`;
  const text = Buffer.from(bytes).toString('latin1');
  holds(response.status === 101 && response.minorVersion === 1, `an upgrade by status ${response.status}`);
  holds(text.includes(ACCEPT), 'an upgrade without the proof');
  holds(/^upgrade:[ \t]*websocket[ \t]*\r$/im.test(text), 'an upgrade to nothing');
  holds(
    asked.subprotocols.length === 0
      ? check.subprotocol === null
      : asked.subprotocols.includes(check.subprotocol ?? ''),
    `subprotocol ${check.subprotocol}`,
  );
  holds(check.deflate === null || asked.deflate, 'an extension that nobody asked for');
  for (const bits of [check.deflate?.clientWindowBits ?? 15, check.deflate?.serverWindowBits ?? 15])
    holds(bits >= 8 && bits <= 15, `a window of ${bits} bits`);
  return check.deflate === null ? 'upgraded' : 'upgraded, deflated';
}
