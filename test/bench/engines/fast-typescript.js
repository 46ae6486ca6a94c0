/** fee-audit's fast engine with 1 thread and without WebAssembly: `node fast-typescript.js FILE`. */
import { answer } from '../product.js';

await answer(['--engine', 'fast', '--threads', '1'], { plain: true });
