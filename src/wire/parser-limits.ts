// What a peer may make this client hold or do, per connection. One object serves every parser of a process,
// so that a limit costs an idle connection nothing.

export interface LimitOptions {
  /** Of a whole message, inflated; at most 2^31 - 1. */
  readonly maxMessageBytes?: number;
  /** Frames of one message. */
  readonly maxFragments?: number;
  /** Pings and pongs of one connection in one window. */
  readonly maxControlFrames?: number;
}

const MAX_BYTES = 2 ** 31 - 1;

export class ParserLimits {
  readonly maxMessageBytes: number;
  /** Incompressible data grows a little when deflated: this much of it is still gathered. */
  readonly maxCompressedBytes: number;
  readonly maxFragments: number;
  readonly maxControlFrames: number;
  #window = 0;

  constructor(options: LimitOptions = {}) {
    this.maxMessageBytes = Math.min(options.maxMessageBytes ?? 4 * 1024 * 1024, MAX_BYTES);
    this.maxCompressedBytes = Math.min(this.maxMessageBytes + (this.maxMessageBytes >>> 3) + 64, MAX_BYTES);
    this.maxFragments = options.maxFragments ?? 1024;
    this.maxControlFrames = options.maxControlFrames ?? 100;
  }

  /** Which window this is; parsers compare it with the one they last counted in. */
  get window(): number {
    return this.#window;
  }

  /**
   * Begins a new window for every parser with these limits: the owner calls it once a second, say. Without
   * it a connection may receive `maxControlFrames` in its whole life.
   */
  newWindow(): void {
    this.#window = (this.#window + 1) | 0;
  }
}
