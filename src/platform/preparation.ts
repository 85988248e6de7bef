// What a platform wants of the vendor's HTTP side before a dial, and what to dial then: a small state machine of values.
// It opens nothing and waits for nothing: whoever dials sends the requests, times them, and hands each answer back.

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | null;
}

export interface HttpAnswer {
  readonly status: number;
  /** Their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type PreparationFailure = 'auth-refused' | 'throttled' | 'prepare-rejected';

export type PreparationStep =
  | { readonly kind: 'request'; readonly request: HttpRequest }
  | {
      readonly kind: 'dial';
      readonly url: string;
      readonly headers: readonly (readonly [string, string])[];
      readonly subprotocols: readonly string[];
    }
  /** `retryAfterUs` is -1 where the platform did not say. */
  | { readonly kind: 'failed'; readonly failure: PreparationFailure; readonly retryAfterUs: number };

/** The preparation of one dial. */
export interface Preparation {
  /**
   * What to do next, given the answer to the request before, or null to begin. Law: it never throws, whatever the answer;
   * after `dial` or `failed` it is not asked again.
   */
  next(answer: HttpAnswer | null): PreparationStep;
}
