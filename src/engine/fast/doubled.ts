/** The same numbers with as much room again behind them. */
export function doubled<T extends Float64Array | Int32Array>(array: T): T {
  const larger = new (array.constructor as new (size: number) => T)(array.length * 2);
  larger.set(array);
  return larger;
}
