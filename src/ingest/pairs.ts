/** Base and quote of the pairs of one file, kept per symbol. */
import { readDecimal } from '../domain/decimal.ts';
import { splitPair } from './split-pair.ts';

export interface Pair {
  readonly base: string;
  readonly quote: string;
}

/** Remembers how each symbol was split. */
export class PairBook {
  private readonly pairs = new Map<string, Pair | null>();

  /**
   * Base and quote of a symbol: from the units glued to quantity and quote amount where there are any, else
   * from the symbol
   * itself. Null where neither tells.
   */
  pairOf(symbol: string, units: { readonly quantity: string; readonly quote: string } | null): Pair | null {
    const known = this.pairs.get(symbol);
    if (known !== undefined) return known;
    const pair =
      (units === null ? null : splitByUnits(symbol, units.quantity, units.quote)) ??
      splitSymbol(symbol.replace(/_\d{6}$/, ''));
    this.pairs.set(symbol, pair);
    return pair;
  }
}

function splitSymbol(symbol: string): Pair | null {
  const parts = symbol.split(/[-/_:]/);
  if (parts.length >= 2) return { base: parts[0]!.toUpperCase(), quote: parts[1]!.toUpperCase() };
  return splitPair(symbol);
}

/**
 * The one cut of `1INCHUSDT` that leaves a number in front of both units of the row; null where none or
 * several do.
 */
function splitByUnits(symbol: string, quantity: string, quote: string): Pair | null {
  const isNumber = (text: string): boolean =>
    typeof readDecimal(text.replaceAll(',', '').trim()) !== 'string';
  const cuts: Pair[] = [];
  for (let at = 1; at < symbol.length; at++) {
    const pair = { base: symbol.slice(0, at), quote: symbol.slice(at) };
    if (!quantity.endsWith(pair.base) || !quote.endsWith(pair.quote)) continue;
    if (isNumber(quantity.slice(0, -pair.base.length)) && isNumber(quote.slice(0, -pair.quote.length)))
      cuts.push(pair);
  }
  return cuts.length === 1 ? cuts[0]! : null;
}
