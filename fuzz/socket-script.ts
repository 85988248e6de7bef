// What one connection's server says and how it ends: a mutated answer, or a good one and then a mutated frame stream,
// in a few pieces. Drawn from the case's number alone; only the proof of the upgrade is the connection's own.
import { CLOSE, mayTravel } from '../src/wire/close-code.ts';
import { MessageDeflate } from '../src/wire/deflate.ts';
import { FrameParser } from '../src/wire/frame-parser.ts';
import { UpgradeResponseParser } from '../src/wire/handshake-response.ts';
import { ParserLimits } from '../src/wire/parser-limits.ts';
import { drawAnswer } from './answer-texts.ts';
import type { Bytes } from './bytes.ts';
import type { Corpus } from './corpus.ts';
import { FRAME_MUTATIONS } from './frame-mutations.ts';
import type { FrameStream } from './frame-streams.ts';
import { mutate } from './mutate.ts';
import { Random } from './random.ts';
import type { Setting } from './socket-plans.ts';

export interface Script {
  readonly pieces: readonly Uint8Array[];
  /** Between two pieces, and before the end. */
  readonly pauseMs: number;
  /** `hold` never ends it; `polite` ends it once the client does. */
  readonly ending: 'fin' | 'reset' | 'hold' | 'polite';
  /** Its close frame may carry 3000 to 3999, which busyhour calls `unknown`. */
  readonly closesAsLibrary: boolean;
}

/** Buffers to draw into, one set for all scripts. */
export interface Desk {
  readonly corpus: Corpus;
  readonly stream: FrameStream;
  readonly other: FrameStream;
  readonly text: Bytes;
  readonly otherText: Bytes;
}

const STREAM = 105;
const MOST_PIECES = 5;
const LONGEST_PAUSE_MS = 8;
const DEFLATE_LINE = 'Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover';
const ENDINGS = ['fin', 'fin', 'fin', 'polite', 'polite', 'hold', 'reset'] as const;
const limits = new ParserLimits({ maxMessageBytes: 16 * 1024 * 1024, maxControlFrames: 1_000 });
const deflate = new MessageDeflate({ clientWindowBits: 15, serverWindowBits: 15 });

export function drawScript(seed: number, n: number, accept: string, setting: Setting, desk: Desk): Script {
  const random = new Random(seed, STREAM, n);
  const { corpus, stream, other, text } = desk;
  const spoilsAnswer = random.chance(0.4);
  const deflates = setting.deflate && random.chance(0.7);
  if (spoilsAnswer) drawSpoiltAnswer(random, accept, setting, desk);
  else writeGoodAnswer(accept, setting, deflates, text);
  if (setting.readyText !== null && random.chance(0.9)) appendText(text, setting.readyText);
  stream.draw(random, corpus, deflates);
  if (!spoilsAnswer && random.chance(0.95)) {
    other.draw(random, corpus, deflates);
    mutate({ bytes: stream.bytes, marks: stream.marks, other: other.bytes }, random, FRAME_MUTATIONS);
  }
  text.append(stream.bytes.room, 0, stream.bytes.length);
  const bytes = text.copy();
  return {
    pieces: cut(random, bytes),
    pauseMs: random.below(LONGEST_PAUSE_MS + 1),
    ending: random.pick(ENDINGS),
    closesAsLibrary: [null, deflate].some((inbound) => closesAsLibrary(bytes, inbound)),
  };
}

function drawSpoiltAnswer(random: Random, accept: string, setting: Setting, { text, otherText }: Desk): void {
  const asked = { accept, subprotocols: setting.subprotocols, deflate: setting.deflate };
  text.clear();
  text.appendText(drawAnswer(random, asked, true));
  otherText.clear();
  otherText.appendText(drawAnswer(random, asked, false));
  if (random.chance(0.7)) mutate({ bytes: text, other: otherText, marks: [0, 9, text.length - 2] }, random);
}

function writeGoodAnswer(accept: string, { subprotocols }: Setting, deflates: boolean, text: Bytes): void {
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
  lines.push(`Sec-WebSocket-Accept: ${accept}`);
  if (subprotocols.length > 0) lines.push(`Sec-WebSocket-Protocol: ${subprotocols[0]}`);
  if (deflates) lines.push(DEFLATE_LINE);
  text.clear();
  text.appendText(`${lines.join('\r\n')}\r\n\r\n`);
}

/** As one frame; at most 125 bytes. */
function appendText(bytes: Bytes, payload: string): void {
  bytes.push(0x81);
  bytes.push(payload.length);
  bytes.appendText(payload);
}

function cut(random: Random, bytes: Uint8Array): Uint8Array[] {
  const ends = Array.from({ length: random.below(MOST_PIECES) }, () => random.below(bytes.length + 1));
  const pieces: Uint8Array[] = [];
  let start = 0;
  for (const end of [...ends.sort((a, b) => a - b), bytes.length]) {
    if (end > start) pieces.push(bytes.subarray(start, end));
    start = end;
  }
  return pieces;
}

/** Whether a reader of all of it meets a close frame with a library's code. */
function closesAsLibrary(bytes: Uint8Array, inbound: MessageDeflate | null): boolean {
  const head = new UpgradeResponseParser().push(bytes);
  if (head.state !== 'done') return false;
  let code: number = CLOSE.noStatus;
  const nothing = () => {};
  const onClose = (told: number) => {
    code = told;
  };
  const sink = { onMessage: nothing, onPing: nothing, onPong: nothing, onClose };
  new FrameParser(limits, inbound).push(bytes.subarray(head.rest), sink);
  return code >= 3000 && code < 4000 && mayTravel(code);
}
