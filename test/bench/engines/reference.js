/** fee-audit's reference engine: `node reference.js FILE`. */
import { answer } from '../product.js';

await answer(['--engine', 'reference']);
