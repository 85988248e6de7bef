// Where something becomes worth a finding: one table. Shares are of one.
import { US_PER_SECOND } from '../../base/time.ts';

export const FINDING_LIMITS = {
  /** Of the connections open on average, per minute. */
  churnShare: 0.02,
  memoryGrowth: 0.15,
  /** Real time that the load must have stood still for before memory is judged. */
  memoryGrowthAfterUs: 600 * US_PER_SECOND,
  handshakeSuccess: 0.85,
  /** Of the time that connections were open, what they were not read from. */
  pausedShare: 0.01,
  /** Of the connections that the profile asks for at most: those above are all of them. */
  reachedShare: 0.98,
  /** Of the machine's memory, used by the generator. */
  memoryShare: 0.7,
  /** The tail from due against the tail from start: both must be exceeded. */
  omissionFactor: 2,
  omissionUs: 10_000,
} as const;
