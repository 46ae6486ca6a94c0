/**
 * Exact decimals and a seeded generator, enough for synthetic exports. A decimal is `{ n, s }`: n ÷ 10^s.
 * @typedef {{ n: bigint, s: number }} Exact
 */

/** @param {number} exponent */
const ten = (exponent) => 10n ** BigInt(exponent);

/**
 * `-12.50` → { n: -1250n, s: 2 }.
 * @param {string} text
 * @returns {Exact}
 */
export function exact(text) {
  const [whole, fraction = ''] = text.split('.');
  return { n: BigInt(`${whole}${fraction}`), s: fraction.length };
}

/**
 * @param {...Exact} factors
 * @returns {Exact}
 */
export function times(...factors) {
  return factors.reduce((a, b) => ({ n: a.n * b.n, s: a.s + b.s }));
}

/**
 * @param {Exact} value
 * @returns {Exact}
 */
export function negated({ n, s }) {
  return { n: -n, s };
}

/**
 * To `scale` decimals: towards zero, or to the nearest with halves away from zero.
 * @param {Exact} value
 * @param {number} scale
 * @param {'down' | 'half-up'} mode
 * @returns {Exact}
 */
export function rounded({ n, s }, scale, mode) {
  if (s <= scale) return { n: n * ten(scale - s), s: scale };
  const unit = ten(s - scale);
  const size = n < 0n ? -n : n;
  const kept = size / unit + (mode === 'half-up' && (size % unit) * 2n >= unit ? 1n : 0n);
  return { n: n < 0n ? -kept : kept, s: scale };
}

/**
 * a ÷ b to `scale` decimals, towards zero.
 * @param {Exact} a
 * @param {Exact} b
 * @param {number} scale
 * @returns {Exact}
 */
export function divided(a, b, scale) {
  return { n: (a.n * ten(scale + b.s)) / (b.n * ten(a.s)), s: scale };
}

/**
 * All decimals written, zeros included: { n: 1250n, s: 3 } → `1.250`.
 * @param {Exact} value
 */
export function padded({ n, s }) {
  const digits = (n < 0n ? -n : n).toString().padStart(s + 1, '0');
  const text = s === 0 ? digits : `${digits.slice(0, -s)}.${digits.slice(-s)}`;
  return n < 0n ? `-${text}` : text;
}

/**
 * Trailing zeros left out: { n: 1250n, s: 3 } → `1.25`.
 * @param {Exact} value
 */
export function trimmed(value) {
  const text = padded(value);
  return value.s === 0 ? text : text.replace(/\.?0+$/, '');
}

/**
 * Mulberry32: the same numbers for the same seed on every machine.
 * @param {number} seed
 * @returns {(below: number) => number} an integer from 0 to `below` − 1
 */
export function seeded(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

/**
 * A price that wanders by up to `step` ticks from fill to fill.
 * @param {(below: number) => number} random
 * @param {string} start
 * @param {number} step
 * @returns {() => Exact}
 */
export function wandering(random, start, step) {
  const price = exact(start);
  return () => {
    price.n += BigInt(random(2 * step + 1) - step);
    return { ...price };
  };
}

/**
 * `count` instants (epoch ms, whole seconds), ascending and all different, between the two ISO times.
 * @param {(below: number) => number} random
 * @param {number} count
 * @param {string} from
 * @param {string} to
 */
export function instants(random, count, from, to) {
  const start = Date.parse(from) / 1000;
  const span = Date.parse(to) / 1000 - start;
  const seconds = new Set();
  while (seconds.size < count) seconds.add(start + random(span));
  return [...seconds].sort((a, b) => a - b).map((second) => second * 1000);
}

/**
 * `2026-06-08 12:00:01` as a clock `hours` east of UTC shows it.
 * @param {number} instant
 * @param {number} hours
 */
export function clock(instant, hours) {
  return new Date(instant + hours * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}
