/** What the build knows of itself: see `addServiceWorker` in `vite.config.ts`. */

/** Different for each build. */
declare const BUILD: string;

/** The addresses of the scripts, styles and fonts of this build. */
declare const FILES: string[];
