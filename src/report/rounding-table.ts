/** Table `rounding`: how each venue is seen to round its fees. */
import type { Fingerprint, RoundingKey } from '../domain/rounding-fingerprint.ts';
import type { Table, Value } from './model.ts';

type Seen = RoundingKey & Fingerprint;

export function roundingTable(seen: readonly Seen[]): Table {
  return {
    name: 'rounding',
    title: 'Rounding fingerprint',
    columns: [
      { key: 'venue', head: 'venue', type: 'text' },
      { key: 'product', head: 'product', type: 'text' },
      { key: 'feeAsset', head: 'fee in', type: 'text' },
      { key: 'mode', head: 'mode', type: 'text' },
      { key: 'scale', head: 'decimals', type: 'count' },
      { key: 'fills', head: 'fees', type: 'count' },
      { key: 'deciding', head: 'rounded', type: 'count' },
      { key: 'misfits', head: 'not so', type: 'count' },
    ],
    rows: seen.map((one): Value[] => [
      one.venue,
      one.product,
      one.feeAsset,
      modeOf(one),
      one.scale,
      one.fills,
      one.deciding,
      one.misfits,
    ]),
    onRequest: true,
  };
}

const modeOf = ({ modes }: Fingerprint) => (modes.length === 0 ? 'undetermined' : modes.join(' or '));

/** The fingerprints in words: `half-up at 8 decimals fits all 320 fees in USDT of okx usdt-futures`. */
export function roundingLines(seen: readonly Seen[], rounding: 'card' | 'auto'): string[] {
  return seen.map((one) => {
    const whose = `fees in ${one.feeAsset} of ${one.venue} ${one.product}`;
    if (one.scale === null) {
      return `undetermined for ${one.fills} ${whose} (${one.deciding} of them tell)`;
    }
    const how = `${modeOf(one)} at ${one.scale} decimals`;
    const most = one.misfits === 0 ? `all ${one.fills}` : `${one.fills - one.misfits} of ${one.fills}`;
    return `${how} fits ${most} ${whose}${rounding === 'auto' ? ', and is what is expected' : ''}`;
  });
}
