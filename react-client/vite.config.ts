import react from '@vitejs/plugin-react';
import type { HtmlTagDescriptor, Plugin } from 'vite';
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
        const styles = scripts.flatMap((file) => [
          ...(chunks.find((chunk) => chunk.fileName === file)?.viteMetadata?.importedCss ?? []),
        ]);
        return [
          ...scripts.map((file) => link({ rel: 'modulepreload', crossorigin: true, href: `/${file}` })),
          ...styles.map((file) => link({ rel: 'stylesheet', crossorigin: true, href: `/${file}` })),
        ];
      },
    },
  };
}

function link(attrs: Record<string, string | boolean>): HtmlTagDescriptor {
  return { tag: 'link', attrs, injectTo: 'head' };
}

const NOT_IN_ENTRY =
  /src\/(?!app\/(boot|firstRequests)|styles|lib\/(api\/(client|endpoints)|navigation\/(leave|routes))|features\/session\/lastViewer)/;
/** All packages but the zoom and the icons: what only later scripts use must not load with the feed. */
const FIRST_PACKAGES = /node_modules\/(?!react-zoom-pan-pinch|lucide-react\/dist\/esm\/icons)/;
/** Icons that several scripts share, but not those of the feed. */
const LATER_ICONS = /lucide-react\/dist\/esm\/icons\/(camera|chevron-left|chevron-right|image-plus|trash)/;
const FORMS = /src\/(components\/forms|features\/(upload|settings\/api|post\/components\/PostForm))/;
const api = process.env.API_ORIGIN ?? 'http://127.0.0.1:5000';

export default defineConfig({
  base: '/',
  plugins: [react(), preloadApplication()],
  build: {
    outDir: 'build',
    assetsDir: 'static',
    // The server's content security policy allows no data: fonts or icons, and separate files cache better.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
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
            { name: 'icons', test: /lucide-react\/dist\/esm\/icons/, minShareCount: 2 },
            { name: 'forms', test: FORMS, minShareCount: 2 },
            { name: 'photos', test: /src\/(components\/Carousel|lib\/navigation\/photoTransition)/, minShareCount: 2 },
            { name: 'texts', test: /src\/lib\/text\/(later|enLater)/ },
            { name: 'shared', test: NOT_IN_ENTRY, minShareCount: 2 },
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
