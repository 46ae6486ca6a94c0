/** Our own modules as a few files, so that a run reads ten of them and not two hundred; packages stay packages. */
import { readFileSync } from 'node:fs';

const SCANNER = 'scanner.wasm';

export default {
  input: { main: 'dist/cli/main.js', thread: 'dist/engine/fast/thread.js' },
  platform: 'node',
  external: /^[^./]/,
  plugins: [
    {
      name: 'scanner',
      generateBundle() {
        const source = readFileSync(`dist/engine/fast/${SCANNER}`);
        this.emitFile({ type: 'asset', fileName: SCANNER, source });
      },
    },
  ],
  output: { dir: 'dist/bundle', format: 'esm', chunkFileNames: '[name].js' },
};
