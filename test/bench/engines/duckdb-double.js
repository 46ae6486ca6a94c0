/**
 * DuckDB as it reads the file by itself: `node duckdb-double.js FILE [THREADS]`. Prices, quantities and fees become
 * doubles, so the answer is NOT exact; it stands here because that is what a quick query does.
 */
import { answer, fileOf, trimmed } from '../duckdb.js';

const sql = `
  WITH judged AS (
    SELECT symbol, liquidity, time::DATE AS day, fee, price * qty AS volume,
           round(price * qty * CASE liquidity WHEN 'maker' THEN 0.0002 ELSE 0.0005 END, 8) AS expected
    FROM read_csv('${fileOf()}')
  )
  SELECT symbol, liquidity, day::VARCHAR, count(*), sum(volume), sum(fee), sum(expected), sum(fee) - sum(expected),
         count(*) FILTER (WHERE abs(fee - expected) > 0.000001)
  FROM judged GROUP BY symbol, liquidity, day`;

/** @param {number} double */
const short = (double) => (Math.abs(double) < 5e-9 ? '0' : trimmed(double.toFixed(8)));

await answer(sql, ([symbol, liquidity, day, fills, ...rest]) =>
  [symbol, liquidity, day, fills, ...rest.slice(0, 4).map(short), rest[4]].join(),
);
