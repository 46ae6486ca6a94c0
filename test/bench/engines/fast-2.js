/** fee-audit's fast engine with 2 threads: `node fast-2.js FILE`. */
import { answer } from '../product.js';

await answer(['--engine', 'fast', '--threads', '2']);
