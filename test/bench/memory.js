/**
 * Peak memory of `reconcile` against its bound: 128 MiB, and 16 bytes a row where repeats are looked for; by default, and in two
 * threads, which may take more. `npm run build && node test/bench/memory.js [--rows 3000000] [--folder DIR]`; wants GNU time.
 * Exit 1 when a run takes more by default.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { exportOf, FOLDER } from './exports.js';
import { firstRun } from './measure.js';
import { QUESTION } from './product.js';

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '3000000' }, folder: { type: 'string', default: FOLDER } },
});
const BIN = resolve(import.meta.dirname, '../../bin/fee-audit.js');
const MIB = 2 ** 20;

const FEW = ['--group-by', 'liquidity', '--csv'];
/** As many groups and symbols as there may be, about. */
const MOST = { groups: { symbols: 70 }, symbols: { symbols: 1300 } };
const HOURS = ['--group-by', 'symbol,hour', '--csv'];
const MANY = ['--group-by', 'symbol,liquidity,day', '--csv'];
/** @type {(tradeId: string, orderId: string) => string[]} */
const ids = (tradeId, orderId) => ['--map', `tradeId=${tradeId}`, '--map', `orderId=${orderId}`];
const FULL = { shape: 'binance', ladder: true, duplicates: 1000 };
const RUNS = [
  { title: 'no ids', hasIds: false, flags: [...QUESTION, ...ids('', ''), ...FEW] },
  { title: 'no ids, 18,000 groups', hasIds: false, flags: [...QUESTION, ...ids('', ''), ...MANY] },
  { title: 'trade ids', hasIds: true, flags: [...QUESTION, ...ids('tradeId', ''), ...FEW] },
  { title: 'trade ids and orders', hasIds: true, flags: [...QUESTION, ...ids('tradeId', 'orderId'), ...FEW] },
  { title: 'both, 18,000 groups', hasIds: true, flags: [...QUESTION, ...ids('tradeId', 'orderId'), ...MANY] },
  {
    title: 'no ids, 100,000 groups',
    made: MOST.groups,
    hasIds: false,
    flags: [...QUESTION, ...ids('', ''), ...HOURS],
  },
  {
    title: 'no ids, 1,300 symbols',
    made: MOST.symbols,
    hasIds: false,
    flags: [...QUESTION, ...ids('', ''), ...FEW],
  },
  {
    title: 'both, 100,000 groups',
    made: MOST.groups,
    hasIds: true,
    flags: [...QUESTION, ...ids('tradeId', 'orderId'), ...HOURS],
  },
  {
    title: 'both, 1,300 symbols',
    made: MOST.symbols,
    hasIds: true,
    flags: [...QUESTION, ...ids('tradeId', 'orderId'), ...FEW],
  },
  {
    ...{ title: 'full: dated tiers, repeats, accrual', hasIds: true, made: FULL },
    flags: ['--config', resolve(import.meta.dirname, 'full.yaml'), '--timezone', 'UTC'],
  },
];

const most = Number(values.rows);
for (const rows of [Math.ceil(most / 10), most]) {
  for (const { title, hasIds, flags, made = {} } of RUNS) {
    const file = exportOf({ rows, ...made }, values.folder);
    for (const threads of [[], ['--threads', '2']]) {
      const args = ['reconcile', file, ...flags, '--engine', 'fast', ...threads];
      const { peakKiB, said, trouble } = firstRun([process.execPath, BIN, ...args], 1);
      if (peakKiB === null) throw new Error(trouble ?? 'GNU time is not there');
      if (said.includes('not for this run')) throw new Error(`${title}: ${said}`);
      const [peak, bound] = [peakKiB / 1024, 128 + (hasIds ? (16 * rows) / MIB : 0)];
      if (peak > bound && threads.length === 0) process.exitCode = 1;
      const verdict = peak > bound ? 'ABOVE' : 'within';
      const of = `${verdict} ${bound.toFixed(0)}`;
      console.log(`${rows} rows, ${title}, ${threads.join(' ') || 'default'}: ${peak.toFixed(0)} MiB, ${of}`);
    }
  }
}
