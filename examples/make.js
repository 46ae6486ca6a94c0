/**
 * Writes the example exports of this folder: `node examples/make.js`. Everything is synthetic and seeded, the same
 * bytes each time. With a folder as argument the files go there.
 */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { binanceFutures, binanceFuturesNextWeek, binanceSpot, prices } from './make/binance.js';
import { okxDashboard } from './make/dashboard.js';
import {
  deriveAccrued,
  deriveEnrolled,
  deriveHoldings,
  derivePublished,
  deriveRfqs,
  deriveShares,
  deriveSnapshots,
  deriveVolumes,
} from './make/derive.js';
import { blotter } from './make/generic.js';
import { okxFills, okxWeek } from './make/okx.js';

const folder = process.argv[2] ?? dirname(fileURLToPath(import.meta.url));
const files = {
  'okx-week.csv': okxWeek,
  'okx-fills.csv': okxFills,
  'binance-futures.csv': binanceFutures,
  'Binance-Futures-Trade-History-202606170000(UTC+3)-part1-of1.csv': binanceFuturesNextWeek,
  'binance-spot.csv': binanceSpot,
  'prices.csv': prices,
  'generic.csv': blotter,
  'derive-snapshots.csv': deriveSnapshots,
  'derive-rfqs.csv': deriveRfqs,
  'derive-volumes.csv': deriveVolumes,
  'derive-holdings.csv': deriveHoldings,
  'derive-enrolled.csv': deriveEnrolled,
  'derive-accrued.csv': deriveAccrued,
  'derive-shares.csv': deriveShares,
  'derive-published.json': derivePublished,
  'okx-dashboard.csv': okxDashboard,
};
for (const [name, make] of Object.entries(files)) writeFileSync(join(folder, name), make());
