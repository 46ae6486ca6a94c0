/** The reference engine: csv-parse, decimal.js and the domain, row by row. Slow, plain, and the oracle of any other. */
import type { Engine } from './engine.ts';
import { EngineRun } from './engine-run.ts';

export const referenceEngine: Engine = {
  name: 'reference',
  run: (request) => new EngineRun(request).result(),
};
