import path from 'node:path';
import react from '@vitejs/plugin-react';
import type { HtmlTagDescriptor, Plugin, Rolldown } from 'vite';
import { defineConfig } from 'vitest/config';

/**
 * Adds hints to load the application together with the small entry script. The entry imports the application dynamically, so
 * that API requests start first. Without the hints, that import would start a round trip late.
 */
function preloadApplication(): Plugin {
  return {
    name: 'preload-application',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const chunks = Object.values(bundle ?? {}).filter((output) => output.type === 'chunk');
        const application = chunks.find((chunk) => chunk.facadeModuleId?.endsWith('/src/app/main.tsx'));
        if (!application) return [];

        const entry = chunks.find((chunk) => chunk.isEntry);
        const scripts = [application.fileName, ...application.imports].filter((file) => file !== entry?.fileName);
        return scripts.map((file): HtmlTagDescriptor => {
          const attrs = { rel: 'modulepreload', crossorigin: true, href: `/${file}` };
          return { tag: 'link', attrs, injectTo: 'head' };
        });
      },
    },
  };
}

/** Whether a module loads with the application: the views and dialogs that load later import it only if others do too. */
function loadsFirst(id: string, graph: Rolldown.ChunkingContext): boolean {
  const waiting = [id];
  const seen = new Set(waiting);
  for (const module of waiting) {
    if (module.endsWith('/src/app/main.tsx')) return true;
    for (const importer of graph.getModuleInfo(module)?.importers ?? []) {
      if (!seen.has(importer)) waiting.push(importer);
      seen.add(importer);
    }
  }
  return false;
}

const NOT_IN_ENTRY =
  /src\/(?!app\/(boot|firstRequests)|styles|lib\/(api\/(client|endpoints)|navigation\/(leave|routes))|features\/session\/lastViewer)/;
/** All packages but the icons, and the zoom, which loads with the photo viewer. */
const FIRST_PACKAGES = /node_modules\/(?!lucide-react\/|react-zoom-pan-pinch\/)/;
const FORMS = /src\/(components\/forms|features\/(upload|settings\/api|post\/components\/PostForm))/;
const ICONS = /node_modules\/lucide-react\//;
/** Icons that several later scripts share. The index of the package imports all icons, so the graph does not tell. */
const LATER_ICONS = /lucide-react\/dist\/esm\/icons\/(camera|chevron-left|chevron-right|image-plus|trash)/;
const api = process.env.API_ORIGIN ?? 'http://127.0.0.1:5000';

export default defineConfig({
  base: '/',
  plugins: [react(), preloadApplication()],
  resolve: { alias: { 'use-sync-external-store/shim/index.js': path.resolve(import.meta.dirname, 'src/lib/useSyncExternalStore.ts') } },
  build: {
    outDir: 'build',
    assetsDir: 'static',
    // The server's content security policy allows no data: fonts or icons, and separate files cache better.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // One file with all styles, of 8 kB. If a style sheet of a view failed to load, Vite would never request it again.
    cssCodeSplit: false,
    target: 'es2022',
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // A few files instead of dozens of tiny ones. The modules of the entry stay apart, because they must load first.
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            { name: 'vendor', test: FIRST_PACKAGES },
            { name: 'laterIcons', test: LATER_ICONS, minShareCount: 2 },
            { name: 'icons', test: ICONS, minShareCount: 2 },
            { name: 'forms', test: FORMS, minShareCount: 2 },
            {
              debugName: 'shared',
              name: (id, graph) => (loadsFirst(id, graph) ? 'shared' : 'later'),
              test: NOT_IN_ENTRY,
              minShareCount: 2,
            },
          ],
        },
      },
    },
  },
  server: {
    proxy: { '/api': api, '/images': api, '/login': api, '/logout': api, '/static': api },
  },
  test: {
    environment: 'jsdom',
    setupFiles: 'src/testing/setup.ts',
    clearMocks: true,
    css: { modules: { classNameStrategy: 'non-scoped' } },
    maxWorkers: 2,
  },
});
