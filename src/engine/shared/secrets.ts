// What only a worker may know: handed to it over its private channel, never written anywhere.

export interface Secrets {
  /** One for each credential; none where nobody gave any. */
  readonly tokens: readonly string[];
}
