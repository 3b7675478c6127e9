import { createHash } from 'node:crypto';
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { build, type HtmlTagDescriptor, type Plugin, type Rolldown } from 'vite';
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
        const application = chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith('/src/app/main.tsx')));
        if (!application) return [];

        const imports = new Set([application.fileName]);
        for (const file of imports) chunks.find((chunk) => chunk.fileName === file)?.imports.forEach((next) => imports.add(next));
        const entry = chunks.find((chunk) => chunk.isEntry);
        const named = new Set([entry?.fileName, ...(entry?.imports ?? [])]);
        const scripts = [...imports].filter((file) => !named.has(file));
        return scripts.map((file): HtmlTagDescriptor => {
          const attrs = { rel: 'modulepreload', crossorigin: true, href: `/${file}` };
          return { tag: 'link', attrs, injectTo: 'head' };
        });
      },
    },
  };
}

/**
 * Adds the script that applies the theme. Unlike modules, it runs before the browser paints. It has a file of its own, because
 * the content security policy forbids inline scripts.
 */
function addThemeScript(): Plugin {
  const source = 'src/app/startTheme.ts';
  const name = 'theme.js';
  let builds = false;
  return {
    name: 'add-theme-script',
    configResolved({ command }) {
      builds = command === 'build';
    },
    async buildStart() {
      if (!builds) return;
      this.emitFile({ type: 'asset', name, source: await bundled(source) });
    },
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }): HtmlTagDescriptor[] {
        const script = Object.values(bundle ?? {}).find((output) => output.type === 'asset' && output.names.includes(name));
        const attrs = script ? { src: `/${script.fileName}` } : { type: 'module', src: `/${source}` };
        return [{ tag: 'script', attrs, injectTo: 'head' }];
      },
    },
  };
}

/**
 * Adds the service worker, which names the files of the build. It has no hash in its name: browsers look for a new one under the
 * same address.
 */
function addServiceWorker(): Plugin {
  return {
    name: 'add-service-worker',
    apply: 'build',
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const files = Object.keys(bundle).filter((name) => KEPT_OFFLINE.test(name));
        const page = bundle['index.html'];
        const build = createHash('sha256').update(files.join()).update(page?.type === 'asset' ? page.source : '');
        const define = {
          BUILD: JSON.stringify(build.digest('base64url').slice(0, 12)),
          FILES: JSON.stringify(files.map((name) => `/${name}`)),
        };
        const code = await bundled('src/serviceWorker/index.ts', define);
        this.emitFile({ type: 'asset', fileName: 'service-worker.js', source: code });
      },
    },
  };
}

/** A script that imports nothing at run time. */
async function bundled(source: string, define: Record<string, string> = {}): Promise<string> {
  const rolldownOptions = { input: source, output: { format: 'iife' } } as const;
  const options = { write: false, target: TARGET, rolldownOptions };
  const built = await build({ configFile: false, publicDir: false, logLevel: 'warn', define, build: options });
  const [script] = 'output' in built ? built.output : [];
  return script?.code ?? '';
}

/** Whether the application imports a module, other than on demand. */
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
  /src\/(?!app\/(boot|firstImage|firstRequests|scripts)|styles|lib\/(browserStorage|imageSources|photoWidths|reducedData|storedImage|api\/(client|endpoints)|navigation\/(leave|routes))|features\/session\/lastViewer)/;
/** All packages but the icons, the editor of photos, the blurred previews, and QR codes. */
const FIRST_PACKAGES = /node_modules\/(?!lucide-react\/|react-image-crop\/|thumbhash\/|uqr\/)/;
const FORMS =
  /src\/(components\/forms|features\/(audiences|upload|settings\/api|post\/(components\/PostForm|photoOfError|use(DragToReorder|FocusTargets|PostPhotos))))/;
/** The graph does not tell which icons load first: the index of the package imports all. */
const ICONS = 'node_modules/lucide-react/';
/** Icons of later scripts. */
const LATER_ICONS =
  /lucide-react\/dist\/esm\/icons\/(archive|arrow-|ban|bell-|braces|camera|cloud-up|chevron-left|compass|crop|download|eye|flag|grip-vertical|hash|image-plus|key-round|link|lock|log-out|maximize|pause|pencil|play|rotate-c|scale|search|share-|shield|smartphone|sun-moon|trash|user-round-x|wifi|zoom)/;
/** Scripts that are there before any script loads on demand. */
const LOADED_FIRST = /\/(browserStorage|first|index|rolldown-runtime|vendor)-/;
/** Scripts, styles and the font of the texts. Its other subsets are loaded when a text needs them. */
const KEPT_OFFLINE = /^static\/.*(\.js|\.css|figtree-latin-wght-normal.*\.woff2)$/;
const TARGET = 'es2022';
const api = process.env.API_ORIGIN ?? 'http://127.0.0.1:5000';

export default defineConfig({
  base: '/',
  plugins: [react(), preloadApplication(), addThemeScript(), addServiceWorker()],
  resolve: {
    alias: [
      // React has this hook built in. The router's package brings a copy for older versions.
      { find: 'use-sync-external-store/shim/index.js', replacement: 'react' },
      // What the icons of lucide-react import. Ours has the options that this client uses, and is a kilobyte smaller.
      { find: '../createLucideIcon.mjs', replacement: path.join(import.meta.dirname, 'src/components/createIcon.ts') },
    ],
  },
  css: {
    modules: {
      // Such as PostCard_image: shorter than with a hash. A test checks that the files have different names.
      generateScopedName: (name, file) => `${file.replace(/^.*\/|\.module\.css.*$/g, '')}_${name}`,
    },
  },
  build: {
    outDir: 'build',
    assetsDir: 'static',
    // The server's content security policy allows no data: fonts or icons, and separate files cache better.
    assetsInlineLimit: 0,
    modulePreload: {
      polyfill: false,
      // Only what a script on demand needs besides itself and the scripts that are there.
      resolveDependencies: (file, scripts, { hostType }) =>
        hostType === 'html' ? scripts : scripts.filter((script) => script !== file && !LOADED_FIRST.test(script)),
    },
    // One file with all styles, of 8 kB. If a style sheet of a view failed to load, Vite would never request it again.
    cssCodeSplit: false,
    target: TARGET,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // A few files instead of dozens of tiny ones: those of the application, and those that views and dialogs share. The
        // modules of the entry stay apart, because they must load before all others.
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            { name: 'vendor', test: FIRST_PACKAGES },
            // An icon that stays with the only module that uses it would make two files import each other.
            { name: 'laterIcons', test: LATER_ICONS },
            { name: 'forms', test: FORMS, minShareCount: 2 },
            {
              debugName: 'first',
              name: (id, graph) => (id.includes(ICONS) || loadsFirst(id, graph) ? 'first' : null),
              test: (id) => id.includes(ICONS) || NOT_IN_ENTRY.test(id),
            },
            { name: 'later', test: NOT_IN_ENTRY, minShareCount: 2 },
          ],
        },
      },
    },
  },
  server: {
    proxy: { '/api': api, '^/g/': api, '/images': api, '/login': api, '/logout': api, '/static': api },
  },
  test: {
    environment: 'jsdom',
    setupFiles: 'src/testing/setup.ts',
    clearMocks: true,
    css: { modules: { classNameStrategy: 'non-scoped' } },
    maxWorkers: 2,
    // A busy machine is not an error.
    testTimeout: 30_000,
    expect: { poll: { timeout: 10_000 } },
  },
});
