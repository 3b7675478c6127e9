import js from '@eslint/js';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Each feature, with the features it may import. A feature may import only features that stand above it. */
const FEATURES = {
  session: [],
  service: [],
  reports: [],
  upload: [],
  following: [],
  audiences: ['following'],
  likes: ['session', 'following'],
  guestLinks: [],
  notifications: ['reports'],
  blocks: ['reports'],
  bookmarks: [],
  comments: ['session', 'reports'],
  stories: ['session', 'reports', 'upload', 'audiences'],
  post: ['session', 'reports', 'upload', 'audiences', 'likes', 'bookmarks', 'comments'],
  feed: ['session', 'service', 'stories', 'following', 'post'],
  live: ['feed'],
  install: [],
  offline: ['session'],
  outbox: ['session', 'likes', 'comments'],
  photoViewer: ['session', 'likes', 'post'],
  profile: ['session', 'blocks', 'following', 'post'],
  admin: ['session', 'service'],
  tags: ['post'],
  settings: ['session', 'service', 'blocks', 'following', 'upload', 'audiences', 'guestLinks', 'notifications'],
};

/** Who may not import from where. Test helpers in src/testing may import everything, and only tests import them. */
const ZONES = [
  {
    target: ['./src/lib', './src/components'],
    from: ['./src/features', './src/app'],
    message: 'Shared code must not import features or the app.',
  },
  { target: './src/lib', from: './src/components', message: 'Code in src/lib must not import components.' },
  { target: './src/features', from: './src/app', message: 'Features must not import the app.' },
  ...Object.entries(FEATURES).map(([feature, allowed]) => ({
    target: `./src/features/${feature}`,
    from: './src/features',
    except: [feature, ...allowed].map((name) => `./${name}`),
    message: `eslint.config.js lists the features that "${feature}" may import.`,
  })),
];

const TEST_FILES = ['src/**/*.test.{ts,tsx}', 'src/testing/**'];
const SHOWN_ATTRIBUTES = '/^(alt|aria-label|aria-valuetext|failed|hint|label|placeholder|title|unavailable)$/';
const UNTRANSLATED = 'Text that users see belongs in src/lib/text.';

export default tseslint.config(
  { ignores: ['build', 'node_modules', 'coverage', 'src/lib/api/schema.ts'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
      jsxA11y.flatConfigs.strict,
      reactHooks.configs.flat['recommended-latest'],
    ],
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.tsx', '.js'] })] },
    languageOptions: {
      globals: globals.browser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // A scrolling list must be reachable by keyboard even if nothing in it takes focus.
      'jsx-a11y/no-noninteractive-tabindex': ['error', { tags: [], roles: ['region'] }],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: TEST_FILES,
    rules: {
      'import-x/no-restricted-paths': [
        'error',
        {
          basePath: import.meta.dirname,
          zones: [...ZONES, { target: './src', from: './src/testing', message: 'Only tests may import test helpers.' }],
        },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'JSXText[value=/[A-Za-z]/]', message: UNTRANSLATED },
        { selector: `JSXAttribute[name.name=${SHOWN_ATTRIBUTES}] Literal[value=/[A-Za-z]{2}/]`, message: UNTRANSLATED },
        { selector: `JSXAttribute[name.name=${SHOWN_ATTRIBUTES}] TemplateElement[value.raw=/[A-Za-z]{2}/]`, message: UNTRANSLATED },
        { selector: 'CallExpression[callee.name=/^announce/] > Literal', message: UNTRANSLATED },
      ],
    },
  },
  {
    files: TEST_FILES,
    rules: { 'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones: ZONES }] },
  },
  {
    files: ['e2e/**/*.ts'],
    rules: {
      // The test runner reads off the pattern which fixtures a fixture needs. Some need none.
      'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }],
    },
  },
  {
    files: ['e2e/original-client/**/*.js'],
    languageOptions: { globals: globals.browser, sourceType: 'script' },
  },
  {
    files: ['scripts/*.mjs', '*.js'],
    languageOptions: { globals: globals.node },
  },
);
