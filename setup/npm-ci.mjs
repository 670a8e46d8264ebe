// `npm ci` with a sign of life. Plain JavaScript, because it runs before there are packages, and by any Node.js.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs `npm ci` in a folder. A signal that ends this process ends npm, too.
 * @param folder with package.json and package-lock.json
 * @param onStart is told npm's process id
 * @param say prints a line
 * @returns npm's exit code
 */
export function npmCi(folder, onStart, say) {
  return new Promise((done, failed) => {
    const began = Date.now();
    const npm = spawn('npm', ['ci', '--ignore-scripts', '--no-fund', '--no-audit'], {
      cwd: folder,
      stdio: ['ignore', 2, 2],
    });
    const alive = setInterval(() => say(`    … ${Math.round((Date.now() - began) / 1000)} s`), 15_000);
    const forward = (signal) => npm.kill(signal);
    for (const signal of passedOn) process.on(signal, forward);
    const settle = () => {
      clearInterval(alive);
      for (const signal of passedOn) process.removeListener(signal, forward);
    };
    npm.on('spawn', () => onStart(npm.pid));
    npm.on('error', (error) => (settle(), failed(error)));
    npm.on('close', (code, signal) => {
      settle();
      if (signal) process.exit(128 + constants.signals[signal]);
      say(`    done in ${((Date.now() - began) / 1000).toFixed(1)} s`);
      done(code);
    });
  });
}
