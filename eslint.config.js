// Type-aware rules for the whole tree, and the directions in which folders may import each other.
import { dirname, relative, resolve, sep } from 'node:path';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Modules that act on the world: pure folders have no use for them. */
const acting = ['node:child_process', 'node:net', 'node:http', 'node:https', 'node:dgram', 'execa', 'ssh2'];
/** Pulumi is for `components/`, logins are for `ssh/`. */
const notOurs = ['@pulumi/*', 'ssh2'];

/**
 * One row for each folder, from the ground up: what it `is`; what of ours it `imports`, itself apart; what it imports for
 * its `types` only, but for the `values` of some files; the `packages` that it may not import; and which folder within
 * its own it stays `apart` from. A folder inside of another may have a row of its own. docs/architecture.md has the same
 * as a table, which `npm run docs` makes of this one.
 */
export const rows = [
  {
    folder: 'lib',
    is: 'the ground floor, helpers that know neither Kafka nor Pulumi: paths, progress, tables, deadlines, how a program starts and ends',
    packages: ['*'],
  },
  {
    folder: 'lib/command-line',
    is: 'how commands are declared and parsed: commander',
    imports: ['lib'],
    packages: notOurs,
  },
  {
    folder: 'config',
    is: 'schema, cross-field rules, topology, plan; pure',
    packages: ['@pulumi/*', ...acting],
  },
  {
    folder: 'templates',
    is: 'what lands on hosts: renderers, and the scripts in `scripts/`; pure',
    types: ['config'],
    // Paths on hosts, names of units and CAs, ids that Kafka has, the roles of processes, what coordinates a cluster, what versions can do, how listeners are protected, the properties of one broker, and questions asked of a plan.
    values: [
      'config/ca-id.ts',
      'config/coordination.ts',
      'config/host-paths.ts',
      'config/kafka-id.ts',
      'config/listener-security.ts',
      'config/plan/select.ts',
      'config/roles.ts',
      'config/settings.ts',
      'config/units.ts',
      'config/versions.ts',
    ],
    packages: ['@pulumi/*', ...acting],
  },
  {
    folder: 'picture',
    is: 'a stack as a picture: SVG and Mermaid text',
    imports: ['lib', 'config'],
    packages: ['@pulumi/*', ...acting],
  },
  {
    folder: 'ssh',
    is: 'logins to hosts: who, pinned by which key, quoted how, for how long',
    imports: ['lib'],
    types: ['config'],
    packages: ['@pulumi/*'],
  },
  {
    folder: 'lab',
    is: 'local hosts in network namespaces; knows nothing of Kafka',
    imports: ['lib'],
    packages: notOurs,
  },
  {
    folder: 'lab/vagrant',
    is: 'pins of the Vagrantfile’s machines, where the lab can’t run',
    imports: ['lib', 'config'],
    packages: notOurs,
  },
  {
    folder: 'setup',
    is: 'what is fetched and built once: npm’s packages, the Pulumi command line, its plugins, Kafka',
    imports: ['lib', 'config', 'lab'],
    packages: notOurs,
  },
  {
    folder: 'plugins',
    is: 'stand-ins for Pulumi’s provider plugins, bundled by `setup/`',
  },
  {
    folder: 'pulumi',
    is: 'what Pulumi knows of a stack: its config as a topology, its state, its outputs',
    imports: ['lib', 'config'],
    packages: ['ssh2'],
  },
  {
    folder: 'commit-confirm',
    is: 'a change that may lock the operator out: tried, confirmed by a new login, else taken back',
    imports: ['lib', 'templates', 'ssh'],
    values: ['config/host-paths.ts'],
    packages: notOurs,
  },
  {
    folder: 'probe',
    is: 'what is there: one look at each host, changes nothing; what must be fixed before an `up`',
    imports: ['lib', 'config', 'ssh'],
    packages: notOurs,
  },
  {
    folder: 'doctor',
    is: 'tries every route of the plan, from outside of Pulumi',
    imports: ['lib', 'config', 'templates', 'ssh', 'probe'],
    packages: notOurs,
  },
  {
    folder: 'doctor/gather',
    is: 'tells what it met, and judges nothing',
    imports: ['lib', 'config', 'templates', 'ssh', 'probe'],
    packages: notOurs,
    apart: 'doctor/judge',
  },
  {
    folder: 'doctor/judge',
    is: 'pure: facts and plan in, findings out',
    imports: ['lib', 'config', 'templates', 'probe'],
    packages: ['@pulumi/*', ...acting],
    apart: 'doctor/gather',
  },
  {
    folder: 'components',
    is: 'Pulumi components; they wire, and never touch a host themselves',
    imports: ['config', 'templates'],
    types: ['probe'],
    packages: acting,
  },
  {
    folder: 'components/host',
    is: 'the only place that makes remote commands',
    imports: ['config', 'templates'],
    types: ['probe'],
    packages: acting,
  },
  {
    folder: 'index.ts',
    is: 'the Pulumi program: joins config, probe and components',
    imports: ['config', 'ssh', 'setup', 'pulumi', 'probe', 'components'],
    packages: acting,
  },
  {
    folder: 'cli',
    is: 'the commands of `npm run`; `runs/` watches runs, and finds and recovers interrupted ones',
    imports: ['lib', 'config', 'templates', 'picture', 'ssh', 'lab', 'setup', 'pulumi', 'probe', 'doctor'],
    packages: notOurs,
  },
  {
    folder: 'bench',
    is: 'measures commands; nothing that users run imports it',
    imports: ['lib', 'config', 'templates', 'ssh', 'lab', 'setup'],
    packages: ['@pulumi/*'],
  },
  {
    folder: 'docs',
    is: 'pages for people; `generate.ts` writes those that are made',
    imports: ['lib', 'config', 'picture', 'probe', 'doctor'],
    packages: notOurs,
  },
  {
    folder: 'tools',
    is: 'one path that the states of stacks name; the program is `commit-confirm/`',
    imports: ['commit-confirm'],
    packages: ['*'],
  },
  {
    folder: 'test',
    is: 'tests in three rings',
    imports: 'all',
  },
  {
    folder: 'test/run',
    is: 'starts the tests and the other checks, and counts',
    imports: ['lib', 'lab'],
    packages: notOurs,
  },
];

const inCheckout = (path) =>
  relative(import.meta.dirname, path)
    .split(sep)
    .join('/');
const isWithin = (path, folder) => path === folder || path.startsWith(`${folder}/`);
const roomOf = (path) => path.split('/')[0];

/** The row of a file: that of the innermost folder which has one. */
function rowOf(path) {
  return rows
    .filter(({ folder }) => isWithin(path, folder))
    .toSorted((a, b) => b.folder.length - a.folder.length)[0];
}

function isNamed(name, pattern) {
  if (pattern === '*') return !name.startsWith('node:');
  return pattern.endsWith('/*') ? isWithin(name, pattern.slice(0, -2)) : name === pattern;
}

/** @returns why a file may not import this; undefined: it may */
function refusal(file, source, typesOnly) {
  const row = rowOf(file);
  // What stands beside index.ts only configures a tool.
  if (!row) return file.includes('/') ? `${roomOf(file)}/ has no row in eslint.config.js.` : undefined;
  const { folder, is, imports = [], types = [], values = [], packages = [], apart } = row;
  const place = folder.includes('.') ? folder : `${folder}/`;
  if (!source.startsWith('.')) {
    return packages.some((pattern) => isNamed(source, pattern))
      ? `${place} may not import ${source}: ${is}.`
      : undefined;
  }
  const target = inCheckout(resolve(dirname(resolve(import.meta.dirname, file)), source));
  const to = roomOf(target);
  if (imports === 'all') return undefined;
  if (to === 'index.ts') return 'index.ts joins the folders; none of them imports it.';
  const parts = apart !== undefined && isWithin(target, apart);
  if (to === roomOf(file) && roomOf(file) !== 'test')
    return parts ? `${place} and ${apart}/ stay apart: ${is}.` : undefined;
  if (isWithin(target, folder) || imports.includes(to) || values.includes(target)) return undefined;
  if (types.includes(to)) return typesOnly ? undefined : `${place} may import types only of ${to}/: ${is}.`;
  return `${place} may not import ${to}/: ${is}.`;
}

/** Imports of every form: static, re-exported, by `import()`, and of types alone. */
const directions = {
  create(context) {
    const file = inCheckout(context.filename);
    const check = (node, source, typesOnly) => {
      if (typeof source !== 'string') return;
      const message = refusal(file, source, typesOnly);
      if (message) context.report({ node, message });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source.value, node.importKind === 'type'),
      ExportNamedDeclaration: (node) => check(node, node.source?.value, node.exportKind === 'type'),
      ExportAllDeclaration: (node) => check(node, node.source.value, node.exportKind === 'type'),
      ImportExpression: (node) => check(node, node.source.value, false),
      TSImportType: (node) => check(node, node.source?.value ?? node.argument?.literal?.value, true),
    };
  },
};

export default defineConfig(
  globalIgnores(['.local/', 'node_modules/']),
  {
    files: ['**/*.ts', '**/*.mts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { folders: { rules: { directions } } },
    rules: {
      eqeqeq: 'error',
      'folders/directions': 'error',
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
