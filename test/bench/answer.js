/**
 * The answer that every engine of the benchmark prints: one line per symbol × liquidity × day (UTC) with the count of
 * fills, the exact volume (price × quantity), the fees charged, the fees expected (half up to 8 decimals, fill by fill),
 * charged − expected, and how many fills are off by more than 0.000001. Numbers in plain notation without zeros at the
 * end; lines sorted by their bytes.
 */

export const COLUMNS = [
  'symbol',
  'liquidity',
  'day',
  'fills',
  'volume',
  'charged',
  'expected',
  'difference',
  'off',
];

/** The agreed rates of the question, as the flags of the program and as n ÷ 10^4. */
export const RATES = {
  maker: { flag: '0.02%', tenThousandths: 2n },
  taker: { flag: '0.05%', tenThousandths: 5n },
};

/** Decimals of fees and of volumes. */
export const [FEE_SCALE, VOLUME_SCALE] = [8, 16];

/** In units of the last decimal of a fee. */
export const TOLERANCE = 100n;

/**
 * n ÷ 10^scale in plain notation, without zeros at the end.
 *
 * @param {bigint} n
 * @param {number} scale
 */
export function plain(n, scale) {
  if (n < 0n) return `-${plain(-n, scale)}`;
  const digits = n.toString().padStart(scale + 1, '0');
  return `${digits.slice(0, -scale)}.${digits.slice(-scale)}`.replace(/\.?0+$/, '');
}

/**
 * The text of a decimal as n ÷ 10^scale.
 *
 * @param {string} text plain notation
 * @param {number} scale
 * @throws where it has more decimals than that or is no number
 */
export function units(text, scale) {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  const fraction = (match?.[3] ?? '').replace(/0+$/, '');
  if (match === null || fraction.length > scale)
    throw new Error(`"${text}" has not ${scale} decimals at most`);
  const n = BigInt(match[2] + fraction.padEnd(scale, '0'));
  return match[1] === '-' ? -n : n;
}

/**
 * One line of the answer.
 *
 * @param {string} key symbol, liquidity and day with commas between them
 * @param {{ fills: number | bigint, volume: bigint, charged: bigint, expected: bigint, off: number | bigint }} group
 */
export function lineOf(key, { fills, volume, charged, expected, off }) {
  const fees = [charged, expected, charged - expected].map((fee) => plain(fee, FEE_SCALE));
  return [key, fills, plain(volume, VOLUME_SCALE), ...fees, off].join();
}

/** @param {string[]} lines in any order */
export function print(lines) {
  process.stdout.write(`${lines.sort().join('\n')}\n`);
}
