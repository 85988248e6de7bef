// What a platform wants of its vendor's HTTP side before a dial: sends the requests of one preparation, one after the other,
// until it says what to dial. Never reads a vendor's answer itself. Law: it ends in one destination or in one failure, or is
// called off; how many requests there are, and how much each answer may bring, is bounded.
import { codeOf } from '../../base/error-code.ts';
import { withoutBrackets } from '../../base/host-name.ts';
import type { FailureKind } from '../../metrics/outcome.ts';
import type { HttpAnswer, HttpRequest, Preparation, PreparationStep } from '../../platform/preparation.ts';
import type { EngineContext } from '../shared/context.ts';
import { type Destination, preparedDestination, serverNameFor } from '../shared/destination.ts';
import { tlsOptions } from '../transport/tls-options.ts';
import { openingProblem } from './openings.ts';
import type { Detail } from './stream.ts';

const MAX_REQUESTS = 16;
const MAX_BODY_BYTES = 1024 * 1024;

/** Whose dial it prepares. */
export interface PreparerOwner {
  onPrepared(destination: Destination): void;
  /** `retryAfterUs` is -1 where the platform did not say. */
  onUnprepared(kind: FailureKind, detail: Detail, retryAfterUs: number): void;
}

/** Why an answer is none. */
class NoAnswer extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

export class Preparer {
  readonly #context: EngineContext;
  readonly #owner: PreparerOwner;
  readonly #preparation: Preparation;
  readonly #abort = new AbortController();

  constructor(context: EngineContext, owner: PreparerOwner, preparation: Preparation) {
    this.#context = context;
    this.#owner = owner;
    this.#preparation = preparation;
  }

  /** May end it before this returns, where the platform asks for nothing. */
  async start(): Promise<void> {
    let step = this.#preparation.next(null);
    for (let sent = 0; step.kind === 'request'; sent++) {
      if (sent === MAX_REQUESTS) return this.#fail('prepare-failed', 'TOO_MANY_REQUESTS');
      const answer = await this.#send(step.request).catch((error: unknown) => codeOf(error) ?? 'NO_ANSWER');
      if (this.#abort.signal.aborted) return;
      if (typeof answer === 'string') return this.#fail('prepare-failed', answer);
      step = this.#preparation.next(answer);
    }
    this.#end(step);
  }

  onDeadline(): void {
    this.cancel();
    this.#owner.onUnprepared('prepare-timeout', { phase: 'prepare' }, -1);
  }

  cancel(): void {
    this.#abort.abort();
  }

  #end(step: Exclude<PreparationStep, { kind: 'request' }>): void {
    if (step.kind === 'failed') return this.#fail(step.failure, step.failure, step.retryAfterUs);
    const { target } = this.#context.plan;
    const destination = preparedDestination(step.url, step.headers, step.subprotocols, target);
    if (destination === null) return this.#fail('prepare-failed', 'NO_WEBSOCKET_ADDRESS');
    // The vendor's answer may have named what no request can say.
    if (openingProblem(this.#context, destination) !== null)
      return this.#fail('prepare-failed', 'NO_REQUEST_CAN_SAY_IT');
    this.#owner.onPrepared(destination);
  }

  #fail(kind: FailureKind, code: string, retryAfterUs = -1): void {
    this.#owner.onUnprepared(kind, { phase: 'prepare', code }, retryAfterUs);
  }

  async #send({ method, url, headers, body }: HttpRequest): Promise<HttpAnswer> {
    const address = URL.canParse(url) ? new URL(url) : null;
    if (address?.protocol !== 'http:' && address?.protocol !== 'https:')
      throw new NoAnswer('NO_HTTP_ADDRESS');
    const { target } = this.#context.plan;
    const serverName = serverNameFor(withoutBrackets(address.hostname), target);
    const { serverName: _, ...tls } = tlsOptions(target.tls, serverName);
    const response = await fetch(address, {
      method,
      headers: headers.map(([name, value]): [string, string] => [name, value]),
      ...(body === null ? {} : { body }),
      // Seen, and the platform's to judge.
      redirect: 'manual',
      signal: this.#abort.signal,
      tls: serverName === '' ? tls : { ...tls, serverName },
    } as RequestInit);
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await bodyOf(response),
    };
  }
}

async function bodyOf({ body }: Response): Promise<string> {
  if (body === null) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // To stop reading drops the rest of it.
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new NoAnswer('BODY_TOO_LARGE');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
