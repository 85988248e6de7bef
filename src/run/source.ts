// Where a run's moments come from: the workers of this machine, probes of many, a platform that is loaded. A run takes it as
// a value and cannot tell which it is.
import type { Moment } from '../metrics/record/moment.ts';
import type { Order } from '../plan/order.ts';

export type Source = (order: Order) => AsyncIterable<Moment>;
