/** fee-audit's fast engine with 1 thread, which also looks for repeats and orders out of sequence: `node fast-ids.js FILE`. */
import { answer } from '../product.js';

await answer(['--engine', 'fast', '--threads', '1'], { ids: true });
