// The catalogue's frames: an open connection on which the server breaks RFC 6455 or RFC 7692, or sends more than
// anybody should have to hold. Each ends once, is answered with the code it deserves, and costs little memory.
import { deflateRawSync } from 'node:zlib';
import type { Plan } from '../../src/plan/plan.ts';
import type { Fault } from './fault.ts';
import { closeFrame, frame, rawFrame, readFrames } from './speech.ts';
import { closing, onMessage, onOpen, sending } from './victims.ts';

const FIN = 0x80;
const RSV1 = 0x40;
const CONTINUATION = 0;
const TEXT = 1;
const BINARY = 2;
const MEBIBYTE = 1024 * 1024;
/** A worker with nothing to do, twice the largest message it takes, and what the runtime's heap is slow to give back. */
const MEMORY_MB = 200;

const bytes = (...values: number[]) => Buffer.from(values);
const broken = (answer: number) => ({ cause: 'protocol-error', answer }) as const;
const offersDeflate = (plan: Plan): Plan => ({ ...plan, target: { ...plan.target, deflate: true } });
const DEFLATE = 'Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover';
const sendingDeflated = (message: Uint8Array) =>
  onOpen(({ socket }) => socket.write(rawFrame(FIN | RSV1 | TEXT, message)), DEFLATE);

export const FRAMES: readonly Fault[] = [
  {
    name: 'masks a frame',
    serve: sending(bytes(FIN | TEXT, 0x82, 1, 2, 3, 4, 0x69, 0x6b)),
    expect: broken(1002),
  },
  {
    name: 'sets a reserved bit',
    serve: sending(rawFrame(FIN | 0x20 | TEXT, bytes(0x68))),
    expect: broken(1002),
  },
  {
    name: 'sets the last reserved bit on a ping',
    serve: sending(rawFrame(FIN | 0x10 | 9, bytes())),
    expect: broken(1002),
  },
  { name: 'uses an unknown opcode for data', serve: sending(frame(3, 'x')), expect: broken(1002) },
  { name: 'uses an unknown opcode for control', serve: sending(frame(11, 'x')), expect: broken(1002) },
  {
    name: 'fragments a ping',
    serve: sending(rawFrame(9, bytes(1)), rawFrame(FIN | CONTINUATION, bytes(2))),
    expect: broken(1002),
  },
  {
    name: 'sends a ping of 126 bytes',
    serve: sending(rawFrame(FIN | 9, Buffer.alloc(126))),
    expect: broken(1002),
  },
  {
    name: 'continues a message that it never began',
    serve: sending(rawFrame(FIN | CONTINUATION, bytes(0x68))),
    expect: broken(1002),
  },
  {
    name: 'begins a message inside another',
    serve: sending(rawFrame(TEXT, bytes(0x68)), frame(TEXT, 'i')),
    expect: broken(1002),
  },
  {
    name: 'sends a text that is not UTF-8',
    serve: sending(frame(TEXT, bytes(0x68, 0xff, 0x69))),
    expect: broken(1007),
  },
  {
    name: 'ends a text within a character, in its last fragment',
    serve: sending(rawFrame(TEXT, bytes(0x68, 0xe2)), rawFrame(FIN | CONTINUATION, bytes(0x82))),
    expect: broken(1007),
  },
  {
    name: 'gives a reason that is not UTF-8',
    serve: sending(rawFrame(FIN | 8, bytes(0x03, 0xe8, 0xff))),
    expect: broken(1007),
  },
  {
    name: 'sends a close frame with half a code',
    serve: sending(rawFrame(FIN | 8, bytes(0x03))),
    expect: broken(1002),
  },
  {
    name: 'announces 2^63 bytes',
    serve: sending(bytes(FIN | BINARY, 127, 0x80, 0, 0, 0, 0, 0, 0, 0)),
    expect: broken(1002),
  },
  {
    name: 'announces 2^63 - 1 bytes',
    serve: sending(bytes(FIN | BINARY, 127, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)),
    expect: { cause: 'too-big', answer: 1009, memoryMb: MEMORY_MB },
  },
  {
    name: 'writes a short length in two bytes',
    serve: sending(bytes(FIN | TEXT, 126, 0, 2, 0x68, 0x69)),
    expect: broken(1002),
  },
  {
    name: 'writes a short length in eight bytes',
    serve: sending(bytes(FIN | TEXT, 127, 0, 0, 0, 0, 0, 0, 0, 2, 0x68, 0x69)),
    expect: broken(1002),
  },
  {
    name: 'cuts a message into thousands of fragments',
    serve: sending(rawFrame(TEXT, bytes(0x68)), ...Array(3_000).fill(rawFrame(CONTINUATION, bytes(0x68)))),
    expect: { cause: 'protocol-error', detail: { code: 'too-many-fragments' }, memoryMb: MEMORY_MB },
  },
  {
    name: 'sends thousands of pings at once',
    serve: sending(...Array(20_000).fill(frame(9, 'are you there?'))),
    expect: { cause: 'protocol-error', detail: { code: 'control-flood' }, memoryMb: MEMORY_MB },
  },
  {
    name: 'sends thousands of pongs that nobody asked for',
    serve: sending(...Array(20_000).fill(frame(10, 'I am here'))),
    expect: { cause: 'protocol-error', detail: { code: 'control-flood' }, memoryMb: MEMORY_MB },
  },
  {
    name: 'sends a message of 20 MiB',
    serve: sending(
      rawFrame(BINARY, Buffer.alloc(MEBIBYTE)),
      ...Array(19).fill(rawFrame(CONTINUATION, Buffer.alloc(MEBIBYTE))),
      rawFrame(FIN | CONTINUATION, bytes()),
    ),
    expect: { cause: 'too-big', detail: { code: 'message-too-big' }, memoryMb: MEMORY_MB },
  },
  {
    name: 'sends 64 KiB at a time, to the byte',
    // Nothing is wrong with that: it only fills whatever it is read into, with nothing left to read.
    serve: onOpen(({ socket }) => {
      const burst = rawFrame(FIN | BINARY, Buffer.alloc(64 * 1_024 - 4));
      readFrames(socket, ({ opcode }) => opcode < 8 && socket.write(burst));
    }),
    expect: { until: ({ bytesReceived = 0 }) => bytesReceived > 5 * MEBIBYTE },
  },
  {
    name: 'sends a bomb that inflates to a gigabyte',
    serve: (victim, stage) => sendingDeflated(bomb())(victim, stage),
    plan: offersDeflate,
    expect: { cause: 'too-big', detail: { code: 'deflate-too-big' }, memoryMb: MEMORY_MB },
  },
  {
    name: 'sends what cannot be inflated',
    serve: sendingDeflated(Buffer.alloc(20, 0xff)),
    plan: offersDeflate,
    expect: { ...broken(1007), detail: { code: 'deflate-corrupt' } },
  },
  {
    name: 'sends a compressed message that inflates to no UTF-8',
    serve: sendingDeflated(deflateRawSync(bytes(0x68, 0xff))),
    plan: offersDeflate,
    expect: broken(1007),
  },
  {
    name: 'compresses though it agreed to nothing',
    serve: sending(rawFrame(FIN | RSV1 | TEXT, deflateRawSync(Buffer.from('hi')))),
    plan: offersDeflate,
    expect: broken(1002),
  },
  {
    name: 'goes on after its close frame',
    // What was said with the close frame stands: that is how the conversation ended.
    serve: closing(Buffer.concat([closeFrame(1001), frame(TEXT, 'one more thing'), closeFrame(1011)])),
    expect: { cause: 'going-away', answer: 1001 },
  },
  {
    name: 'ends the connection within a frame',
    serve: onOpen(({ socket }) => socket.end(bytes(FIN | TEXT, 20, 0x68))),
    expect: { cause: 'fin-without-close' },
  },
  {
    name: 'resets the connection within a frame',
    serve: onMessage(({ socket }) =>
      socket.write(bytes(FIN | TEXT, 20, 0x68), () => socket.resetAndDestroy()),
    ),
    expect: { cause: 'reset' },
  },
];

/** Made when it is needed: a megabyte that stands for a gigabyte of zeros, as RFC 7692 sends it. */
function bomb(): Buffer {
  made ??= Buffer.concat(Array(1_024).fill(block()));
  return made;
}
let made: Buffer | undefined;

/** A mebibyte of zeros, flushed: blocks like it may follow each other. */
function block(): Buffer {
  return deflateRawSync(Buffer.alloc(MEBIBYTE), { finishFlush: 2 });
}
