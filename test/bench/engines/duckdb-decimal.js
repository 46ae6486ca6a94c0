/**
 * DuckDB on exact decimals, as a careful user writes it: `node duckdb-decimal.js FILE [THREADS]`. The factors are
 * widened to 38 digits, since a product of two decimals of 18 stops with an overflow on ordinary rows; they are read at
 * 18, since reading at 38 is ten times slower. `round` goes half away from zero.
 */
import { answer, csvOf, trimmed } from '../duckdb.js';

const table = csvOf({ time: 'DATE', price: 'DECIMAL(18,8)', qty: 'DECIMAL(18,8)', fee: 'DECIMAL(18,8)' });
const sql = `
  WITH fills AS (
    SELECT symbol, liquidity, time AS day, fee,
           price::DECIMAL(38,8) * qty::DECIMAL(38,8) AS volume,
           CASE liquidity WHEN 'maker' THEN 0.0002 ELSE 0.0005 END AS rate
    FROM ${table}
  ), judged AS (
    SELECT *, round(volume * rate, 8) AS expected FROM fills
  )
  SELECT symbol, liquidity, day::VARCHAR, count(*),
         sum(volume)::VARCHAR, sum(fee)::VARCHAR, sum(expected)::VARCHAR, (sum(fee) - sum(expected))::VARCHAR,
         count(*) FILTER (WHERE abs(fee - expected) > 0.000001)
  FROM judged GROUP BY symbol, liquidity, day`;

await answer(sql, ([symbol, liquidity, day, fills, volume, charged, expected, difference, off]) =>
  [symbol, liquidity, day, fills, ...[volume, charged, expected, difference].map(trimmed), off].join(),
);
