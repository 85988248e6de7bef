// What a peer may do wrong on the wire, as values: a closed union of codes and one frozen error per code.
// Parsing never throws; whoever reads an error switches on its code, and nobody on its text.
import { CLOSE } from './close-code.ts';

export type WireErrorCode =
  | 'masked'
  | 'reserved-bits'
  | 'unknown-opcode'
  | 'control-fragmented'
  | 'control-too-long'
  | 'unexpected-continuation'
  | 'expected-continuation'
  | 'invalid-utf8'
  | 'length-too-large'
  | 'non-minimal-length'
  | 'message-too-big'
  | 'too-many-fragments'
  | 'control-flood'
  | 'bad-close-code'
  | 'bad-close-length'
  | 'invalid-close-reason'
  | 'deflate-corrupt'
  | 'deflate-too-big'
  | 'data-after-close';

export interface WireError {
  readonly code: WireErrorCode;
  /** What to answer with: 1002, 1007, 1008 or 1009. */
  readonly closeCode: number;
  /** What was wrong and what would have been right, as one line of at most 123 bytes: a close reason. */
  readonly text: string;
}

function wireError(code: WireErrorCode, closeCode: number, text: string): WireError {
  return Object.freeze({ code, closeCode, text });
}

/** Every error, by its code. Shared and frozen: an error costs nothing to return. */
export const WIRE_ERRORS: Readonly<Record<WireErrorCode, WireError>> = Object.freeze({
  masked: wireError('masked', CLOSE.protocolError, 'a frame from the server is masked; only a client masks'),
  'reserved-bits': wireError(
    'reserved-bits',
    CLOSE.protocolError,
    'a reserved bit is set that no negotiated extension uses there',
  ),
  'unknown-opcode': wireError(
    'unknown-opcode',
    CLOSE.protocolError,
    'a frame has a reserved opcode; 0, 1, 2, 8, 9 and 10 exist',
  ),
  'control-fragmented': wireError(
    'control-fragmented',
    CLOSE.protocolError,
    'a control frame is fragmented; it must be one frame',
  ),
  'control-too-long': wireError(
    'control-too-long',
    CLOSE.protocolError,
    'a control frame is longer than 125 bytes',
  ),
  'unexpected-continuation': wireError(
    'unexpected-continuation',
    CLOSE.protocolError,
    'a continuation frame came where no message was begun',
  ),
  'expected-continuation': wireError(
    'expected-continuation',
    CLOSE.protocolError,
    'a new message began before the last one had ended',
  ),
  'invalid-utf8': wireError('invalid-utf8', CLOSE.invalidPayload, 'a text message is not UTF-8'),
  'length-too-large': wireError(
    'length-too-large',
    CLOSE.protocolError,
    'a frame length has its highest bit set; at most 63 bits are allowed',
  ),
  'non-minimal-length': wireError(
    'non-minimal-length',
    CLOSE.protocolError,
    'a frame length is written in more bytes than it needs',
  ),
  'message-too-big': wireError(
    'message-too-big',
    CLOSE.tooBig,
    'a message is larger than the limit of this client',
  ),
  'too-many-fragments': wireError(
    'too-many-fragments',
    CLOSE.policy,
    'a message has more fragments than the limit of this client',
  ),
  'control-flood': wireError(
    'control-flood',
    CLOSE.policy,
    'more pings and pongs came than the limit of this client allows in a while',
  ),
  'bad-close-code': wireError(
    'bad-close-code',
    CLOSE.protocolError,
    'a close frame carries a code that may not be sent',
  ),
  'bad-close-length': wireError(
    'bad-close-length',
    CLOSE.protocolError,
    'a close frame has one byte of payload; a code takes two',
  ),
  'invalid-close-reason': wireError(
    'invalid-close-reason',
    CLOSE.invalidPayload,
    'the reason in a close frame is not UTF-8',
  ),
  'deflate-corrupt': wireError(
    'deflate-corrupt',
    CLOSE.invalidPayload,
    'a compressed message is not a whole DEFLATE stream',
  ),
  'deflate-too-big': wireError(
    'deflate-too-big',
    CLOSE.tooBig,
    'a compressed message inflates beyond the limit of this client',
  ),
  'data-after-close': wireError(
    'data-after-close',
    CLOSE.protocolError,
    'more bytes came after the close frame; it must be the last',
  ),
});
