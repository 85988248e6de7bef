// What a simulator's watching process and its serving processes tell each other, and nothing else.

import type { AppErrorCode } from '../../base/app-error.ts';
import type { SimulatorOptions } from '../options.ts';

export interface StartMessage {
  readonly kind: 'start';
  readonly options: SimulatorOptions;
  readonly boardPath: string;
  readonly row: number;
  readonly port: number;
}

export type ToProcess = StartMessage | { readonly kind: 'stop' };

export type FromProcess =
  | { readonly kind: 'ready' }
  | { readonly kind: 'listening'; readonly port: number }
  | {
      readonly kind: 'failed';
      readonly code: AppErrorCode;
      readonly message: string;
      readonly hint: string | undefined;
    };
