import { fileURLToPath } from 'node:url';

import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Which packages of the workspace a package may import; the table that README shows. */
const MAY_IMPORT = {
  core: [],
  porcupine: [],
  'transport-ws': ['core'],
  'storage-fs': ['core'],
  client: [],
  'kv-server': ['core', 'transport-ws', 'storage-fs', 'client/wire'],
  chaos: ['core', 'transport-ws', 'storage-fs', 'client', 'kv-server', 'porcupine'],
};

const TESTS = ['**/*.test.ts', '**/*.test.support.ts', '**/testing/**', '**/__*.ts', '**/*.teeth.ts'];

/** Time, chance and the process, as code on a node must not reach them. */
const AMBIENT = [
  'Date',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'fetch',
  'WebSocket',
  'crypto',
];
const AMBIENT_MODULES = [
  'node:fs',
  'node:fs/promises',
  'node:net',
  'node:http',
  'node:timers',
  'node:timers/promises',
  'node:perf_hooks',
  'node:crypto',
  'ws',
];
const USE_A_PORT = 'code that runs on a node reaches time, chance, disk and network through ports only';

const noRandom = {
  'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: USE_A_PORT }],
};

function boundaries(name, allowed, forbiddenModules = []) {
  const packages = Object.keys(MAY_IMPORT).filter((other) => other !== name);
  const forbidden = packages.filter((other) => !allowed.includes(other));
  const patterns = forbidden.map((other) => ({
    regex: allowed.includes(`${other}/wire`) ? `^@seaworthy/${other}$` : `^@seaworthy/${other}(/|$)`,
    message: `${name} may not import ${other}`,
  }));
  patterns.push({ regex: '^(\\.\\./)+(packages/|[a-z-]+/src/)', message: 'import a package by its name' });
  const paths = forbiddenModules.map((module) => ({ name: module, message: USE_A_PORT }));
  return { 'no-restricted-imports': ['error', { patterns, paths }] };
}

const perPackage = Object.entries(MAY_IMPORT).map(([name, allowed]) => ({
  files: [`packages/${name}/src/**/*.ts`],
  rules: boundaries(name, allowed),
}));

/** Code that runs on a node, and the adapters that make up its ports. */
const onNode = [
  { name: 'core', files: ['packages/core/src/**/*.ts'], adapters: ['packages/core/src/system/**'] },
  {
    name: 'transport-ws',
    files: ['packages/transport-ws/src/**/*.ts'],
    modules: ['ws', 'node:http', 'node:https', 'node:crypto', 'node:net'],
  },
  {
    name: 'storage-fs',
    files: ['packages/storage-fs/src/**/*.ts'],
    adapters: ['packages/storage-fs/src/file-system/node-*.ts'],
  },
  {
    name: 'kv-server',
    files: ['packages/kv-server/src/{state,service,door,doors,http,native}/**/*.ts'],
    modules: ['ws', 'node:http'],
  },
].map(({ name, files, adapters = [], modules = [] }) => ({
  files,
  ignores: [...TESTS, ...adapters],
  rules: {
    ...noRandom,
    'no-restricted-globals': ['error', ...AMBIENT.map((global) => ({ name: global, message: USE_A_PORT }))],
    ...boundaries(
      name,
      MAY_IMPORT[name],
      AMBIENT_MODULES.filter((module) => !modules.includes(module)),
    ),
  },
}));

const PURE = 'the protocol is pure: same inputs, same outputs';

export default tseslint.config(
  { ignores: ['**/dist/**', '**/bundle/**', '**/coverage/**', '**/store/**', '.nx/**', '**/*.generated.ts'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: fileURLToPath(new URL('..', import.meta.url)),
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/require-await': 'off',
      eqeqeq: 'error',
      'max-lines': ['error', { max: 400, skipComments: true, skipBlankLines: true }],
      'no-console': 'error',
    },
  },
  ...perPackage,
  ...onNode,
  {
    files: ['packages/core/src/raft/**/*.ts'],
    ignores: TESTS,
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^(?!\\./)', message: `${PURE}; it imports only itself` }] },
      ],
      'no-restricted-globals': [
        'error',
        ...[...AMBIENT, 'Promise', 'process', 'console'].map((name) => ({ name, message: PURE })),
      ],
      'no-restricted-syntax': [
        'error',
        { selector: ':function[async=true]', message: PURE },
        { selector: 'AwaitExpression', message: PURE },
      ],
    },
  },
  {
    files: ['**/*.ts'],
    ignores: ['**/vitest*.config.ts'],
    rules: {
      'no-restricted-exports': [
        'error',
        { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } },
      ],
    },
  },
  { files: TESTS, rules: { 'max-lines': 'off', '@typescript-eslint/unbound-method': 'off' } },
  {
    // Settings of the test runner belong to no project.
    files: ['**/vitest*.ts', '.config/*.ts'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { projectService: false, project: false } },
  },
  {
    files: ['**/cli.ts', '**/cli/**/*.ts', 'tools/**', 'packages/chaos/src/run/progress*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        TextEncoder: 'readonly',
        TextDecoder: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        setImmediate: 'readonly',
        performance: 'readonly',
        fetch: 'readonly',
        AbortController: 'readonly',
        require: 'readonly',
        module: 'readonly',
        globalThis: 'readonly',
      },
    },
  },
);
