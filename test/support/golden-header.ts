/** Headers of the golden files of the readers. */
import { readFileSync } from 'node:fs';

/** @param file such as `kraken-spot/trades-2017.csv` */
export const headerOf = (file: string): string =>
  readFileSync(new URL(`../ingest/files/${file}`, import.meta.url), 'utf8').split(/\r?\n/)[0]!;
