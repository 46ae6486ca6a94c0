/**
 * The fastest exact SQL that we know for DuckDB: `node duckdb-limbs.js FILE [THREADS]`.
 *
 * Prices, quantities and fees are read as doubles and made whole numbers of 10^-8 at once. That is exact: a decimal of at
 * most 8 places below 2^51 × 10^-8 (22.5 million) is off by less than half a unit as a double, so rounding finds it. The
 * product has two limbs of 8 decimals, high and low; the fee is rounded half up in whole numbers. DuckDB checks every
 * product and sum for overflow and stops; the bound of the doubles is checked here.
 */
import { FEE_SCALE, lineOf } from '../answer.js';
import { answer, csvOf } from '../duckdb.js';

const table = csvOf({ price: 'DOUBLE', qty: 'DOUBLE', fee: 'DOUBLE' });
const sql = `
  WITH whole AS (
    SELECT symbol, liquidity, left(time, 10) AS day, (fee * 1e8)::BIGINT AS fee,
           (price * 1e8)::BIGINT AS price, (qty * 1e8)::BIGINT AS qty,
           CASE liquidity WHEN 'maker' THEN 2 ELSE 5 END AS rate
    FROM ${table}
  ), split AS (
    SELECT *, price // 100000000 AS a, price % 100000000 AS b, qty // 100000000 AS c, qty % 100000000 AS d FROM whole
  ), product AS (
    SELECT *, a * c * 100000000 + a * d + b * c + (b * d) // 100000000 AS high, (b * d) % 100000000 AS low FROM split
  ), judged AS (
    SELECT *, (high * rate + low * rate // 100000000 + 5000) // 10000 AS expected FROM product
  )
  SELECT symbol, liquidity, day, count(*), sum(high), sum(low), sum(fee), sum(expected),
         count(*) FILTER (WHERE abs(fee - expected) > 100),
         greatest(max(price), max(qty), max(abs(fee)))
  FROM judged GROUP BY symbol, liquidity, day`;

await answer(sql, ([symbol, liquidity, day, fills, high, low, charged, expected, off, largest]) => {
  if (largest >= 2n ** 51n) throw new Error('a number is too large for a double to hold 8 decimals of it');
  const volume = high * 10n ** BigInt(FEE_SCALE) + low;
  return lineOf(`${symbol},${liquidity},${day}`, { fills, volume, charged, expected, off });
});
