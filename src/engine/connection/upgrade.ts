// The opening of HTTP/1.1: the upgrade request, and what the answer to it amounts to. Knows no deadline and no phase; what
// it reports never repeats a secret.
import type { FailureKind } from '../../metrics/outcome.ts';
import { MessageDeflate } from '../../wire/deflate.ts';
import { acceptFor } from '../../wire/handshake-key.ts';
import { type UpgradeResponse, UpgradeResponseParser } from '../../wire/handshake-response.ts';
import { retryAfterUs } from '../../wire/retry-after.ts';
import { checkUpgrade, type UpgradeErrorCode } from '../../wire/upgrade-check.ts';
import type { EngineContext } from '../shared/context.ts';
import type { Destination } from '../shared/destination.ts';
import { shorten } from '../shared/event-log.ts';
import type { TransportSocket } from '../transport/transport.ts';
import { upgradeFailure } from './classify.ts';
import type { Agreed, Opening, OpeningFailure, OpeningOwner } from './opening.ts';
import type { Detail } from './stream.ts';
import { upgradeRequestFor } from './upgrade-request.ts';

const KINDS: Readonly<Record<Exclude<UpgradeErrorCode, 'rejected'>, FailureKind>> = {
  malformed: 'upgrade-malformed',
  'headers-too-large': 'upgrade-malformed',
  redirect: 'upgrade-redirect',
  'missing-upgrade': 'upgrade-malformed',
  'wrong-accept': 'upgrade-accept',
  'unexpected-subprotocol': 'upgrade-subprotocol',
  'missing-subprotocol': 'upgrade-subprotocol',
  'unexpected-extension': 'upgrade-extension',
  'extension-parameters': 'upgrade-extension',
};

export class Upgrade implements Opening {
  readonly #context: EngineContext;
  readonly #owner: OpeningOwner;
  readonly #destination: Destination;
  readonly #stream: TransportSocket;
  readonly #parser = new UpgradeResponseParser();
  /** Empty until the request was written. */
  #key = '';
  #unsent: Uint8Array | null = null;
  #isOver = false;

  constructor(
    context: EngineContext,
    owner: OpeningOwner,
    destination: Destination,
    stream: TransportSocket,
  ) {
    this.#context = context;
    this.#owner = owner;
    this.#destination = destination;
    this.#stream = stream;
  }

  begin(): void {
    this.#key = this.#context.random.handshakeKey();
    const request = upgradeRequestFor(this.#destination, this.#context.plan.target.deflate);
    // config/ refuses whatever could not be sent, and so does who prepares: this is a mistake of ours.
    if ('problem' in request) throw new Error(`the upgrade request cannot be built: ${request.problem}`);
    const bytes = request.withKey(this.#key);
    this.#context.recorder.counters.bytesSent += bytes.length;
    this.#write(bytes);
  }

  onBytes(chunk: Uint8Array): void {
    this.#context.recorder.counters.bytesReceived += chunk.length;
    if (this.#isOver) return;
    if (this.#key === '') return this.#fail(failed('upgrade-malformed', { code: 'EARLY' }));
    const result = this.#parser.push(chunk);
    if (result.state === 'more') return;
    if (result.state === 'error') return this.#fail(failed('upgrade-malformed', { code: result.code }));
    this.#judge(result.response, chunk.subarray(result.rest));
  }

  onWritable(): void {
    if (this.#unsent !== null && !this.#isOver) this.#write(this.#unsent);
  }

  onDisconnected(code: string | null): void {
    if (this.#isOver) return;
    // TLS 1.3 refuses a client's certificate, or the lack of one, only after the client's handshake is done.
    if (code === 'EPROTO') return this.#fail(failed('tls-protocol', { code }));
    this.#fail(failed(code === null ? 'upgrade-closed' : 'upgrade-reset', { code: code ?? 'FIN' }));
  }

  /** What the stream does not take waits for its word, or for that of its end. */
  #write(bytes: Uint8Array): void {
    const taken = Math.max(0, this.#stream.write(bytes));
    // A copy: the request's bytes are the next handshake's.
    this.#unsent = taken < bytes.length ? Buffer.from(bytes.subarray(taken)) : null;
  }

  #judge(response: UpgradeResponse, rest: Uint8Array): void {
    const { subprotocols } = this.#destination;
    const { deflate } = this.#context.plan.target;
    const check = checkUpgrade(response, { accept: acceptFor(this.#key), subprotocols, deflate });
    if (!check.ok) {
      const waitUs = retryAfterUs(response, Date.now());
      const detail = { status: response.status, code: check.code, ...location(check.location) };
      if (check.code !== 'rejected') return this.#fail(failed(KINDS[check.code], detail));
      return this.#fail(failed(upgradeFailure(response, waitUs >= 0), detail, waitUs));
    }
    const agreed = check.deflate === null ? null : new MessageDeflate(check.deflate);
    this.#isOver = true;
    this.#owner.onAnswered(agreed === null ? PLAIN : compressed(agreed), rest);
  }

  #fail(failure: OpeningFailure): void {
    this.#isOver = true;
    this.#owner.onRefused(failure);
  }
}

/** Without an extension all agree on the same. */
const PLAIN: Agreed = { inbound: null, compress: null };

function compressed(agreed: MessageDeflate): Agreed {
  return { inbound: agreed, compress: (payload) => agreed.compress(payload) };
}

function failed(kind: FailureKind, detail: Detail, waitUs = -1): OpeningFailure {
  return { kind, retryAfterUs: waitUs, detail };
}

/** Where a redirect leads, without a query: it may carry a token. */
function location(value: string | null): { readonly location?: string } {
  return value === null ? {} : { location: shorten(value.split('?')[0]!) };
}
