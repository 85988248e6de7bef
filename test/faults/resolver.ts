// A resolver of the test's own, at the one address that the namespaces' resolv.conf names: it fails as it is told,
// until it is healed. RFC 1035 as far as one question goes.
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import type { Stage } from './stage.ts';

/** How it answers every question; `absent`: nothing listens there. */
export type Failing = 'absent' | 'silent' | 'garbage' | 'no-name' | 'no-address' | 'failure' | 'refused';

const CODES = { 'no-address': 0, failure: 2, 'no-name': 3, refused: 5 } as const;
const HEADER_BYTES = 12;
const TYPE_A = 1;
/** The name of the question, type A, class IN, a life of 0 s, and 127.0.0.1. */
const LOOPBACK = Buffer.from([0xc0, HEADER_BYTES, 0, TYPE_A, 0, 1, 0, 0, 0, 0, 0, 4, 127, 0, 0, 1]);

export class Resolver {
  readonly #failing: Failing;
  #isHealed = false;

  constructor(failing: Failing) {
    this.#failing = failing;
  }

  async listen(stage: Stage): Promise<void> {
    this.#isHealed = false;
    if (this.#failing !== 'absent') await this.#bind(stage);
  }

  /** From now on every name is this machine's. */
  async heal(stage: Stage): Promise<void> {
    this.#isHealed = true;
    if (this.#failing === 'absent') await this.#bind(stage);
  }

  async #bind(stage: Stage): Promise<void> {
    const socket = createSocket('udp4');
    stage.defer(() => socket.close());
    socket.on('message', (question, from) => this.#answer(socket, question, from));
    await new Promise<void>((resolve) => socket.bind(53, '127.0.0.1', resolve));
  }

  #answer(socket: Socket, question: Buffer, from: RemoteInfo): void {
    const answer = this.#isHealed ? address(question) : failed(question, this.#failing);
    if (answer !== null) socket.send(answer, from.port, from.address);
  }
}

function failed(question: Buffer, how: Failing): Buffer | null {
  if (how === 'silent' || how === 'absent') return null;
  if (how === 'garbage') return Buffer.alloc(40, 0xa5);
  return reply(question, CODES[how]);
}

function address(question: Buffer): Buffer {
  const answer = reply(question, 0);
  const type = endOfQuestion(question) - 4;
  if (question.readUInt16BE(type) !== TYPE_A) return answer;
  answer.writeUInt16BE(1, 6);
  return Buffer.concat([answer, LOOPBACK]);
}

/** The question back as an answer without records. */
function reply(question: Buffer, code: number): Buffer {
  const answer = Buffer.from(question.subarray(0, endOfQuestion(question)));
  answer.writeUInt16BE(0x8180 | code, 2);
  answer.fill(0, 6, HEADER_BYTES);
  return answer;
}

/** Behind the labels of the name, its type and its class. */
function endOfQuestion(question: Buffer): number {
  let at = HEADER_BYTES;
  while (question[at] !== 0) at += question[at]! + 1;
  return at + 5;
}
