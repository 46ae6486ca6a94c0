/**
 * What `npm run build` does behind the compilers: our own modules become a few files, so that a run reads ten of them and not two hundred
 * (packages stay packages), and the shipped schedules are parsed.
 */
import { copyFileSync } from 'node:fs';
import { rolldown } from 'rolldown';
import { storeTrees } from './dist/catalogue/store-trees.js';

const DIR = 'dist/bundle';

/** Escapes what is no ASCII (all of it stands in literals): V8 keeps a text that is all ASCII in half of the memory, and reads it sooner. */
const ascii = {
  name: 'ascii',
  generateBundle(_options, chunks) {
    for (const chunk of Object.values(chunks)) {
      if (chunk.type === 'chunk') chunk.code = chunk.code.replaceAll(/[^\x00-\x7f]/g, escaped);
    }
  },
};

/** @param {string} unit of UTF-16 */
const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Threads load one file with what they run and nothing else: each would keep all of it. */
for (const entry of ['dist/cli/main.js', 'dist/engine/fast/thread.js']) {
  const bundle = await rolldown({
    input: entry,
    platform: 'node',
    external: /^[^./]/,
    // A package that nothing uses is not loaded.
    treeshake: { moduleSideEffects: [{ external: true, sideEffects: false }] },
    plugins: [ascii],
  });
  await bundle.write({ dir: DIR, format: 'esm', chunkFileNames: '[name].js', comments: false });
}
copyFileSync('dist/engine/fast/scanner.wasm', `${DIR}/scanner.wasm`);
storeTrees('schedules', 'dist/trees');
