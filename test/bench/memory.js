/**
 * Peak memory of `reconcile` against its bound: 128 MiB, and 16 bytes a row where repeats are looked for.
 * `npm run build && node test/bench/memory.js [--rows 3000000] [--folder DIR]`; wants GNU time. Exit 1 when a run takes more.
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
const WITHOUT_IDS = ['--map', 'tradeId=', '--map', 'orderId='];
const RUNS = [
  { title: 'no ids', ids: false, flags: WITHOUT_IDS },
  {
    title: '18,000 groups',
    ids: false,
    flags: WITHOUT_IDS,
    groups: ['--group-by', 'symbol,liquidity,day', '--csv'],
  },
  { title: 'trade ids', ids: true, flags: ['--map', 'tradeId=tradeId', '--map', 'orderId='] },
  {
    title: 'trade ids and orders',
    ids: true,
    flags: ['--map', 'tradeId=tradeId', '--map', 'orderId=orderId'],
  },
];

const most = Number(values.rows);
for (const rows of [Math.ceil(most / 10), most]) {
  const file = exportOf({ rows }, values.folder);
  for (const { title, ids, flags, groups = FEW } of RUNS) {
    for (const threads of ['1', '2']) {
      const args = [
        'reconcile',
        file,
        ...QUESTION,
        ...flags,
        ...groups,
        '--engine',
        'fast',
        '--threads',
        threads,
      ];
      const { peakKiB, trouble } = firstRun([process.execPath, BIN, ...args], 1);
      if (peakKiB === null) throw new Error(trouble ?? 'GNU time is not there');
      const [peak, bound] = [peakKiB / 1024, 128 + (ids ? (16 * rows) / MIB : 0)];
      if (peak > bound) process.exitCode = 1;
      const verdict = peak > bound ? 'ABOVE' : 'within';
      const of = `${verdict} ${bound.toFixed(0)}`;
      console.log(`${rows} rows, ${title}, threads ${threads}: ${peak.toFixed(0)} MiB, ${of}`);
    }
  }
}
