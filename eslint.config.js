// Type-aware rules for the whole tree, and the directions in which folders may import each other.
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const folders = ['config', 'templates', 'ssh', 'probe', 'components', 'doctor', 'lab', 'test'];

/** Modules that act on the world: pure folders have no use for them. */
const acting = ['node:child_process', 'node:net', 'node:http', 'node:https', 'node:dgram', 'execa', 'ssh2'];

/**
 * One row for each folder: what of ours it `imports`; what it imports for its `types` only, but for the one file
 * `names`; the `packages` that it may not import, but for its `doors`; and which of its neighbours it stays `apart` from.
 * tools/ holds helpers that know nothing of Kafka or Pulumi resources, except tools/cli, which joins everything.
 */
const directions = [
  {
    folder: 'config',
    imports: [],
    types: [],
    packages: ['@pulumi/*', ...acting],
    why: 'config/ is pure and comes first: it knows none of the other folders',
    doors: ['config/load.ts', 'config/read.ts'],
  },
  {
    folder: 'templates',
    imports: [],
    types: ['config'],
    names: 'config/(units|versions|authority-mark|settings-of|plan/select).ts',
    packages: ['@pulumi/*', ...acting],
    why: 'templates/ renders text from plain values: of config/ only types, names of units and CAs, what versions can do, the properties of one broker, and questions asked of a plan',
  },
  {
    folder: 'ssh',
    imports: [],
    types: ['config'],
    packages: ['@pulumi/*'],
    why: 'ssh/ knows hosts, nothing else of ours',
  },
  {
    folder: 'probe',
    imports: ['config', 'ssh'],
    types: [],
    packages: ['@pulumi/*'],
    why: 'probe/ reads hosts over ssh/',
  },
  {
    folder: 'components',
    imports: ['config', 'templates'],
    types: ['probe'],
    packages: acting,
    why: 'components/ only wires: it never touches a host itself',
  },
  {
    folder: 'components/host',
    imports: ['config', 'templates'],
    types: ['probe'],
    packages: acting,
    why: 'components/host/ is the one door to @pulumi/command',
  },
  {
    folder: 'doctor',
    imports: ['config', 'templates', 'probe', 'ssh'],
    types: [],
    packages: ['@pulumi/*'],
    why: 'doctor/ tries the routes of the plan from outside of Pulumi',
  },
  {
    folder: 'doctor/judge',
    imports: ['config', 'templates', 'probe'],
    types: [],
    packages: ['@pulumi/*', ...acting],
    apart: ['gather'],
    why: 'doctor/judge/ is pure: facts and plan in, findings out',
  },
  {
    folder: 'doctor/gather',
    imports: ['config', 'templates', 'probe', 'ssh'],
    types: [],
    packages: ['@pulumi/*'],
    apart: ['judge'],
    why: 'doctor/gather/ tells what it met, and judges nothing',
  },
  {
    folder: 'lab',
    imports: [],
    types: [],
    packages: ['@pulumi/*'],
    why: 'lab/ makes hosts and knows nothing of Kafka',
  },
];

const upTo = (names) => `^(\\.\\./)+(${names.join('|')})/`;

function importPatterns({ folder, imports, types, names, packages, apart = [], why }) {
  const own = folder.split('/')[0];
  const forbidden = folders.filter((name) => ![own, ...imports, ...types].includes(name));
  const patterns = [
    { regex: upTo(forbidden), message: `${why}.` },
    { regex: '^(\\.\\./)+index\\.ts$', message: 'index.ts joins the folders; none of them imports it.' },
    {
      regex: '^(\\.\\./)+tools/(cli|setup|plugins)/',
      message: 'Only the shared helpers of tools/ may be used here.',
    },
  ];
  if (apart.length > 0) patterns.push({ regex: upTo(apart), message: `${why}.` });
  if (packages.length > 0) patterns.push({ group: packages, message: `${why}.` });
  const butNames = names ? `(?!(\\.\\./)+${names.replaceAll('.', '\\.')}$)` : '';
  if (types.length > 0)
    patterns.push({ regex: butNames + upTo(types), allowTypeImports: true, message: `${why}.` });
  return { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] };
}

function importRules(row) {
  const rules = [{ files: [`${row.folder}/**/*.ts`], rules: importPatterns(row) }];
  if (row.doors) rules.push({ files: row.doors, rules: importPatterns({ ...row, packages: [] }) });
  return rules;
}

export default defineConfig(
  globalIgnores(['.local/', 'node_modules/']),
  {
    files: ['**/*.ts', '**/*.mts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // An async function without await still turns what it throws into a rejection, as its interface promises.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  ...directions.flatMap(importRules),
  {
    files: ['**/*.ts'],
    ignores: ['components/host/**', 'test/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['@pulumi/command', '@pulumi/command/*'],
              message: 'Only components/host/ makes remote commands.',
            },
          ],
        },
      ],
    },
  },
);
