/** Starts the inference child as Electron's utility process. */

import type { UtilityProcess, utilityProcess as ElectronUtilityProcess } from 'electron';
import type { ChildSpawner } from '../core/inference/spawn-child.ts';

/** Enough of the child's last words to say why it ended. */
const STDERR_TAIL_CHARACTERS = 2000;
/** Of the environment the child needs what tells it where libraries and temporary files are, and no secrets. */
const KEPT_VARIABLES = /^(?:PATH|HOME|TMPDIR|TEMP|TMP|LANG|LC_.*|LD_LIBRARY_PATH|SYSTEMROOT|WINDIR|USERPROFILE|MOODLINE_STAND_IN.*)$/iu;

/** `entry` is the child's built file, outside of any archive. */
export function createUtilitySpawner(utilityProcess: typeof ElectronUtilityProcess, entry: string): ChildSpawner {
  return () => {
    const kept = Object.fromEntries(Object.entries(process.env).filter(([name]) => KEPT_VARIABLES.test(name)));
    // As inference/onnxruntime.ts sets it, but also known to what the child loads before that.
    const env = { ...kept, ORT_DISABLE_TELEMETRY: '1' };
    const child: UtilityProcess = utilityProcess.fork(entry, [], {
      serviceName: 'Moodline model',
      stdio: 'pipe',
      env,
    });
    let lastWords = '';
    child.stderr?.on('data', (text: Buffer) => {
      lastWords = (lastWords + text.toString('utf8')).slice(-STDERR_TAIL_CHARACTERS);
    });
    // Nobody reads it, and a full pipe would hold the child up.
    child.stdout?.on('data', () => undefined);
    return {
      pid: child.pid,
      send: (message) => child.postMessage(message),
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) =>
        void child.once('exit', (code) => listener([`ended with exit status ${code}`, lastWords.trim()].filter(Boolean).join(': '))),
      kill: () => void child.kill(),
      // The app's own event loop never ends by itself.
      setKeepAlive: () => undefined,
    };
  };
}
