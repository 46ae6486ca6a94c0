/** A trade whose both sides are the desk's own. Whether it was a wash trade is for people to judge. */
import type { Mark } from '../mark.ts';

export interface SelfTrade extends Mark {
  readonly tradeId: string;
  readonly makerAccount: string;
  readonly takerAccount: string;
}
