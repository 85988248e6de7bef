// One connection's HTTP upgrade: the request with its token in place, and what the answer amounts to.
// The only code that puts a secret into bytes; what it reports never repeats one.
import type { FailureKind } from '../../metrics/outcome.ts';
import type { Target } from '../../plan/plan.ts';
import { MessageDeflate } from '../../wire/deflate.ts';
import type { InboundDeflate } from '../../wire/frame-sink.ts';
import { acceptFor } from '../../wire/handshake-key.ts';
import { buildUpgradeRequest } from '../../wire/handshake-request.ts';
import { type UpgradeResponse, UpgradeResponseParser } from '../../wire/handshake-response.ts';
import { retryAfterUs } from '../../wire/retry-after.ts';
import { checkUpgrade, type UpgradeErrorCode } from '../../wire/upgrade-check.ts';
import type { EngineContext } from '../shared/context.ts';
import { shorten } from '../shared/event-log.ts';
import { upgradeFailure } from './classify.ts';

export interface Upgraded {
  readonly kind: 'upgraded';
  /** Where in the chunk that completed the answer its frames begin. */
  readonly frameBytesAt: number;
  readonly inbound: InboundDeflate | null;
  readonly compress: ((payload: Uint8Array) => Uint8Array) | null;
}

export type UpgradeOutcome =
  | Upgraded
  | {
      readonly kind: FailureKind;
      readonly retryAfterUs: number;
      readonly detail: Readonly<Record<string, string | number>>;
    };

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

const encoder = new TextEncoder();

export class Upgrade {
  readonly request: Uint8Array;
  readonly #context: EngineContext;
  readonly #key: string;
  readonly #parser = new UpgradeResponseParser();

  constructor(context: EngineContext) {
    this.#context = context;
    this.#key = context.random.handshakeKey();
    const { target } = context.plan;
    const built = buildUpgradeRequest({
      host: hostHeader(target),
      path: withToken(context),
      key: this.#key,
      headers: headers(context),
      subprotocols: target.subprotocols,
      deflate: target.deflate,
    });
    // config/ refuses whatever could not be sent, so this is a mistake of ours.
    if (!built.ok) throw new Error(`the upgrade request cannot be built: ${built.problem}`);
    this.request = encoder.encode(built.text);
  }

  /** The next bytes of the answer; null while it is not whole. */
  push(chunk: Uint8Array): UpgradeOutcome | null {
    const result = this.#parser.push(chunk);
    if (result.state === 'more') return null;
    if (result.state === 'error') return failed('upgrade-malformed', { code: result.code });
    return this.#judge(result.response, result.rest);
  }

  #judge(response: UpgradeResponse, rest: number): UpgradeOutcome {
    const { subprotocols, deflate } = this.#context.plan.target;
    const check = checkUpgrade(response, { accept: acceptFor(this.#key), subprotocols, deflate });
    if (!check.ok) {
      const waitUs = retryAfterUs(response, Date.now());
      const detail = { status: response.status, code: check.code, ...location(check.location) };
      if (check.code !== 'rejected') return failed(KINDS[check.code], detail);
      return failed(upgradeFailure(response, waitUs >= 0), detail, waitUs);
    }
    const agreed = check.deflate === null ? null : new MessageDeflate(check.deflate);
    return {
      kind: 'upgraded',
      frameBytesAt: rest,
      inbound: agreed,
      compress: agreed === null ? null : (payload) => agreed.compress(payload),
    };
  }
}

function failed(
  kind: FailureKind,
  detail: Readonly<Record<string, string | number>>,
  waitUs = -1,
): UpgradeOutcome {
  return { kind, retryAfterUs: waitUs, detail };
}

/** Where a redirect leads, without a query: it may carry a token. */
function location(value: string | null): { readonly location?: string } {
  return value === null ? {} : { location: shorten(value.split('?')[0]!) };
}

function hostHeader({ host, port, secure }: Pick<Target, 'host' | 'port' | 'secure'>): string {
  const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return port === (secure ? 443 : 80) ? name : `${name}:${port}`;
}

function withToken({ plan, secrets }: EngineContext): string {
  if (plan.platform.token !== 'query' || secrets.token === undefined) return plan.target.path;
  const separator = plan.target.path.includes('?') ? '&' : '?';
  return `${plan.target.path}${separator}access_token=${encodeURIComponent(secrets.token)}`;
}

function headers({ plan, secrets }: EngineContext): readonly (readonly [string, string])[] {
  if (plan.platform.token !== 'header' || secrets.token === undefined) return plan.target.headers;
  return [...plan.target.headers, ['Authorization', `Bearer ${secrets.token}`]];
}
