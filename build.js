/**
 * What `npm run build` does behind the compilers: our own modules become a few files, so that a run reads ten of them and not two hundred
 * (packages stay packages), and the shipped schedules are parsed.
 */
import { copyFileSync } from 'node:fs';
import { rolldown } from 'rolldown';
import { storeTrees } from './dist/catalogue/store-trees.js';

const DIR = 'dist/bundle';

/**
 * Escapes what is no ASCII: V8 keeps a text that is all ASCII in half of the memory, and reads it sooner. All of it stands in
 * literals; behind a backslash or in `String.raw` an escape would mean something else, and the build stops.
 */
const ascii = {
  name: 'ascii',
  generateBundle(_options, chunks) {
    for (const chunk of Object.values(chunks)) {
      if (chunk.type !== 'chunk') continue;
      if (/\\[^\x00-\x7f]|String\.raw/.test(chunk.code))
        throw new Error(`${chunk.fileName}: an escape would change its text`);
      chunk.code = chunk.code.replaceAll(/[^\x00-\x7f]/g, escaped);
    }
  },
};

/** @param {string} unit of UTF-16 */
const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Threads get one file of their own: each keeps whatever it loads, and needs little of what the command needs. */
const ENTRIES = [
  { input: 'dist/cli/main.js', codeSplitting: true },
  { input: 'dist/engine/fast/thread.js', codeSplitting: false },
];
for (const { input, codeSplitting } of ENTRIES) {
  const bundle = await rolldown({
    input,
    platform: 'node',
    external: /^[^./]/,
    // A package that nothing uses is not loaded.
    treeshake: { moduleSideEffects: [{ external: true, sideEffects: false }] },
    plugins: [ascii],
  });
  await bundle.write({
    dir: DIR,
    format: 'esm',
    chunkFileNames: '[name].js',
    comments: false,
    codeSplitting,
  });
}
copyFileSync('dist/engine/fast/scanner.wasm', `${DIR}/scanner.wasm`);
storeTrees('schedules', 'dist/trees');
