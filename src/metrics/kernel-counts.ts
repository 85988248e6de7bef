// What the kernel of the generator's machine counted while a load ran.

/** Of the whole machine, this run's connections and all others. */
export interface KernelCounts {
  /** Connection requests that had to be repeated: TcpExtTCPSynRetrans. */
  readonly synRetransmits: number;
  /** Connections that a listener on this machine dropped because its accept queue was full: TcpExtListenOverflows. */
  readonly listenOverflows: number;
  /** Segments sent again, and all that were sent: TcpRetransSegs, TcpOutSegs. */
  readonly retransmits: number;
  readonly segmentsSent: number;
}
