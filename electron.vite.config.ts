/** How the app is built: main process, preload and renderer, each bundled, into `out/`. */

import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const path = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      // Everything is bundled but what is native: the package then needs no node_modules besides.
      externalizeDeps: false,
      minify: true,
      rollupOptions: {
        input: { main: path('electron/main/main.ts'), 'inference-child': path('electron/core/inference/child.ts') },
        external: ['electron', /^onnxruntime-(?:node|common)/u],
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload is one file.
      externalizeDeps: false,
      minify: true,
      rollupOptions: { input: path('electron/preload/preload.ts'), output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: path('renderer'),
    plugins: [react()],
    build: {
      outDir: path('out/renderer'),
      minify: true,
      // Inlined pictures and modulepreload's inline script would need exceptions in the content security policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rollupOptions: { input: path('renderer/index.html') },
    },
  },
});
