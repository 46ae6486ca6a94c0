/**
 * The fastest exact SQL that we know for DuckDB: `node duckdb-limbs.js FILE [THREADS]`.
 *
 * Prices, quantities and fees are read as doubles and made whole numbers of 10^-8 at once. That is exact as long as a
 * number has 8 decimals at most and is below 2^51 × 10^-8 (22.5 million): the double is then off by less than half a
 * unit, so rounding finds it. The product has two limbs of 8 decimals, high and low: price = a + b × 10^-8, qty =
 * c + d × 10^-8, and the fee is rounded half up in whole numbers. DuckDB stops where one of them overflows. The bound
 * of the doubles holds in the benchmark's files and is not checked, in DuckDB's favour: three more aggregates cost time.
 *
 * Tried: prices as DECIMAL(18,8) taken apart with trunc are slower; fractions taken from doubles, remainders by
 * multiplication, other ways to count, one key made of the three, larger buffers, order not kept and no quotes are no faster.
 */
import { FEE_SCALE, lineOf } from '../answer.js';
import { answer, csvOf } from '../duckdb.js';

const table = csvOf({ time: 'DATE', price: 'DOUBLE', qty: 'DOUBLE', fee: 'DOUBLE' });
const sql = `
  WITH whole AS (
    SELECT symbol, liquidity = 'maker' AS maker, time AS day, (fee * 1e8)::BIGINT AS fee,
           (price * 1e8)::BIGINT AS price, (qty * 1e8)::BIGINT AS qty,
           CASE WHEN liquidity = 'maker' THEN 2 ELSE 5 END AS rate
    FROM ${table}
  ), split AS (
    SELECT *, price // 100000000 AS a, price % 100000000 AS b, qty // 100000000 AS c, qty % 100000000 AS d FROM whole
  ), product AS (
    SELECT *, a * qty + b * c + (b * d) // 100000000 AS high, (b * d) % 100000000 AS low FROM split
  ), judged AS (
    SELECT *, (high * rate + low * rate // 100000000 + 5000) // 10000 AS expected FROM product
  )
  SELECT symbol, CASE WHEN maker THEN 'maker' ELSE 'taker' END, day::VARCHAR, count(*),
         sum(high), sum(low), sum(fee), sum(expected), count(*) FILTER (WHERE abs(fee - expected) > 100)
  FROM judged GROUP BY symbol, maker, day`;

await answer(sql, ([symbol, liquidity, day, fills, high, low, charged, expected, off]) => {
  const volume = high * 10n ** BigInt(FEE_SCALE) + low;
  return lineOf(`${symbol},${liquidity},${day}`, { fills, volume, charged, expected, off });
});
