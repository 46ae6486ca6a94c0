/** What goes between the thread that judges and those that scan. Plain data. */

import type { OrderData } from '../order-index.ts';
import type { Known } from './asked-memo.ts';
import type { Cell } from './break-cells.ts';
import type { Budget } from './budget.ts';
import type { Lane, SignedWhole } from './lane.ts';
import type { WatchData } from './order-watch.ts';
import type { AskedRow, Bin, KernelResult, Part, PartResult } from './part.ts';
import type { LogParts } from './row-log.ts';
import type { PlannedFile } from './stretch-scan.ts';

/** What a scanning thread is started with. */
export interface ThreadStart {
  readonly files: readonly PlannedFile[];
  readonly hasKeys: boolean;
  readonly hasOrders: boolean;
  /** True = fills are evidence; false = they are judged. */
  readonly surveys: boolean;
  readonly budget: Pick<Budget, 'bytes' | 'memory'>;
  readonly sequence: OrderData | null;
  /** One whole number: 1 = an answer lies in the channel. */
  readonly signal: SharedArrayBuffer;
}

/** A part with the stretch of its file; rows that begin in [from, to) belong to it. */
export interface Stretch {
  readonly part: Omit<Part, 'place'>;
  readonly from: number;
  readonly to: number;
  readonly size: number;
  /** Place of the file's first byte. */
  readonly first: number;
}

/** What a thread asks, and waits for. */
export type Question =
  | { readonly kind: 'work' }
  | { readonly kind: 'lane'; readonly row: AskedRow }
  | { readonly kind: 'bin'; readonly file: number; readonly cuts: number; readonly time: number }
  | { readonly kind: 'cell'; readonly row: AskedRow; readonly cells: number; readonly rate: SignedWhole };

/** The next stretch, and with the first one what is known already. */
export interface Work {
  /** Null = there is no more. */
  readonly stretch: Stretch | null;
  readonly known: Known | null;
}

export type Answer =
  | Work
  | { readonly lane: Lane | null }
  | { readonly bin: Bin }
  | { readonly cell: Cell | null };

/** From a thread. */
export type Told =
  | { readonly kind: 'part'; readonly result: PartResult }
  | { readonly kind: 'declined'; readonly reason: string; readonly remedy: string | null }
  | ThreadEnd;

export interface ThreadEnd {
  readonly kind: 'end';
  readonly results: readonly KernelResult[];
  readonly keys: LogParts | null;
  readonly orders: WatchData | null;
}
