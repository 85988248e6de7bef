// Whoever waits for an answer while this side does not read waits for itself: no deadline may blame the peer for that.

export interface Listener {
  /** True while reading is paused, and for the moment after in which what had come is read. */
  isDeafAt(nowUs: number): boolean;
}
