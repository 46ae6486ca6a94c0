/** Contract values by venue and symbol, from the shipped lists and the user's own file. */
import { readDecimal } from '../domain/decimal.ts';
import type { ContractSpec, Instrument } from '../domain/instrument.ts';
import { fail } from '../domain/problem.ts';
import { readTable } from './table-file.ts';

/** Looks up contract values, and keeps one object per instrument for the whole run. */
export interface InstrumentTable {
  /**
   * The symbol's own entry, else that of its family (`BTC-USDT-FUTURES`, `BTC-USD-OPTION`); null = not known.
   */
  contract(venue: string, symbol: string): ContractSpec | null;
  /**
   * The one object for this key, made when it is first asked for; a sentence (why there is none) is not kept.
   */
  intern(key: string, make: () => Instrument | string): Instrument | string;
}

/** Later entries of the list replace earlier ones. */
export function instrumentTable(specs: readonly ContractSpec[]): InstrumentTable {
  const bySymbol = new Map(specs.map((spec) => [`${spec.venue.toLowerCase()}\u001f${spec.symbol}`, spec]));
  const known = new Map<string, Instrument>();
  return {
    contract: (venue, symbol) => {
      const own = bySymbol.get(`${venue}\u001f${symbol}`);
      const family = own === undefined ? familyOf(symbol) : null;
      return own ?? (family === null ? null : (bySymbol.get(`${venue}\u001f${family}`) ?? null));
    },
    intern: (key, make) => {
      const found = known.get(key);
      if (found !== undefined) return found;
      const made = make();
      if (typeof made !== 'string') known.set(key, made);
      return made;
    },
  };
}

function familyOf(symbol: string): string | null {
  const dated = /^([^-]+-[^-]+)-\d{6}(-[^-]+-[CP])?$/.exec(symbol);
  if (dated === null) return null;
  return `${dated[1]}-${dated[2] === undefined ? 'FUTURES' : 'OPTION'}`;
}

/**
 * Reads an instruments file: `venue,symbol,contractValue,contractAsset`.
 * @throws KnownError with file and line for anything that is not so
 */
export function readInstrumentsFile(text: string, file: string): readonly ContractSpec[] {
  const columns = ['venue', 'symbol', 'contractValue', 'contractAsset'] as const;
  const seen = new Set<string>();
  return readTable(text, file, columns).map(({ line, cells }) => {
    const [venue, symbol, value, asset] = cells as [string, string, string, string];
    const contractValue = readDecimal(value);
    if (typeof contractValue === 'string' || contractValue.lte(0)) {
      return fail('contract-value-unreadable', 'a contract value is a positive number', {
        ...{ file, line, column: 'contractValue', value },
        hint: 'for example 0.01',
      });
    }
    if (venue === '' || symbol === '' || asset === '') {
      fail('instrument-incomplete', 'venue, symbol and contract asset must be there', {
        ...{ file, line },
        hint: 'for example okx,BTC-USDT-SWAP,0.01,BTC',
      });
    }
    const key = `${venue.toLowerCase()}\u001f${symbol}`;
    if (seen.has(key)) {
      fail('instrument-twice', 'this instrument is listed twice', {
        ...{ file, line, column: 'symbol', value: symbol },
        hint: 'keep one of the rows',
      });
    }
    seen.add(key);
    return { venue: venue.toLowerCase(), symbol, contractValue, contractAsset: asset };
  });
}
