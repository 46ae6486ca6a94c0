/** A rebate partner's dashboard for the account of `okx-fills.csv`: its own days, its own cut, one day forgotten. */
import { okxFills } from './okx.js';

const HOUR = 3_600_000;
/** Fees of the fills have 10 decimals, so have those of the dashboard. */
const SCALE = 10n ** 10n;

/** @param {string} text a plain decimal of at most 10 decimals, in 10^-10 */
function scaled(text) {
  const [whole, fraction = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole + fraction.padEnd(10, '0'));
  return text.startsWith('-') ? -value : value;
}

/** @param {bigint} value in 10^-scale @param {number} scale */
function plain(value, scale) {
  const digits = value.toString().padStart(scale + 1, '0');
  return `${digits.slice(0, -scale)}.${digits.slice(-scale)}`.replace(/\.?0+$/, '');
}

/**
 * Days of UTC+8; 40 % of every positive fee, of which a pool pays 95 %, cut down to 8 decimals; 18 June was forgotten,
 * 16 June came a day late.
 */
export function okxDashboard() {
  const [head, ...rows] = okxFills().trim().split('\n');
  const at = head.split(',');
  /** @type {Map<string, bigint>} */
  const fees = new Map();
  for (const row of rows) {
    const cells = row.split(',');
    const paid = -scaled(cells[at.indexOf('fee')]);
    const date = new Date(Number(cells[at.indexOf('ts')]) + 8 * HOUR).toISOString().slice(0, 10);
    if (paid > 0n) fees.set(date, (fees.get(date) ?? 0n) + paid);
  }
  const rebate = (/** @type {string} */ date) =>
    ((fees.get(date) ?? 0n) * 4n * 95n * 10n ** 8n) / (1000n * SCALE);
  const lines = [...fees.keys()].sort().flatMap((date) => {
    if (date === '2026-06-16' || date === '2026-06-18') return [];
    const late = date === '2026-06-17' ? rebate('2026-06-16') : 0n;
    const fee = plain(fees.get(date) ?? 0n, 10);
    return [[date, 'okx-api', fee, fee, plain(rebate(date) + late, 8), 'USDT', 'settled'].join(',')];
  });
  return `${['date,uid,fee,eligible fee,rebate,asset,state', ...lines].join('\n')}\n`;
}
