/** fee-audit's fast engine with 1 thread: `node fast-1.js FILE`. */
import { answer } from '../product.js';

await answer(['--engine', 'fast', '--threads', '1']);
