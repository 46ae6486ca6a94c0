/**
 * What `npm run build` does behind the compilers: our own modules become a few files, so that a run reads ten of them and not two hundred
 * (packages stay packages), and the shipped schedules are parsed.
 */
import { copyFileSync } from 'node:fs';
import { rolldown } from 'rolldown';
import { storeTrees } from './dist/catalogue/store-trees.js';

const DIR = 'dist/bundle';

const bundle = await rolldown({
  input: { main: 'dist/cli/main.js', thread: 'dist/engine/fast/thread.js' },
  platform: 'node',
  external: /^[^./]/,
});
await bundle.write({ dir: DIR, format: 'esm', chunkFileNames: '[name].js' });
copyFileSync('dist/engine/fast/scanner.wasm', `${DIR}/scanner.wasm`);
storeTrees('schedules', 'dist/trees');
