/** What commands print and where: results to stdout, everything else to stderr. */

import type { SingleBar } from 'cli-progress';
import pico from 'picocolors';

export interface Terminal {
  /** A result; goes to stdout as it is. */
  readonly print: (text: string) => void;
  /** A remark for the person, on stderr; not shown with --quiet. */
  readonly note: (text: string) => void;
  /** A remark for those who want to know more, on stderr, with --verbose only. */
  readonly detail: (text: string) => void;
  readonly colors: ReturnType<typeof pico.createColors>;
  /** Columns of the terminal; a sensible width where stdout is none. */
  readonly width: number;
  /** A progress bar on stderr that appears when the work takes longer than a moment; nothing where stderr is no terminal. */
  readonly progress: (what: string, format?: (value: number) => string) => Progress;
}

export interface Progress {
  readonly update: (progress: { readonly done: number; readonly total: number }) => void;
  readonly stop: () => void;
}

/** Work that is over sooner than this shows no bar. */
const BAR_AFTER_MS = 700;
const DEFAULT_WIDTH = 110;

export function createTerminal(options: { readonly isQuiet: boolean; readonly isVerbose: boolean; readonly isJson: boolean }): Terminal {
  const hasBar = process.stderr.isTTY === true && !options.isQuiet;
  return {
    print: (text) => process.stdout.write(text.endsWith('\n') ? text : `${text}\n`),
    note: (text) => {
      if (!options.isQuiet) process.stderr.write(`${text}\n`);
    },
    detail: (text) => {
      if (options.isVerbose) process.stderr.write(`${text}\n`);
    },
    colors: pico.createColors(process.stdout.isTTY === true && !options.isJson && !process.env['NO_COLOR']),
    width: process.stdout.columns ?? DEFAULT_WIDTH,
    progress: (what, format = String) => (hasBar ? createBar(what, format) : { update: () => {}, stop: () => {} }),
  };
}

function createBar(what: string, format: (value: number) => string): Progress {
  const began = performance.now();
  let bar: SingleBar | undefined;
  let isStarting = false;
  let isStopped = false;
  let last = { done: 0, total: 0 };
  async function start(): Promise<void> {
    isStarting = true;
    // Loaded late: most work is over before a bar is worth it.
    const { default: progress } = await import('cli-progress');
    if (isStopped) return;
    bar = new progress.SingleBar(
      {
        format: `${what} {bar} {value} / {total} · {eta_formatted} left`,
        stream: process.stderr,
        hideCursor: true,
        clearOnComplete: true,
        barsize: 24,
        formatValue: (value, _options, type) => (type === 'value' || type === 'total' ? format(value) : String(value)),
      },
      progress.Presets.shades_classic,
    );
    bar.start(last.total, last.done);
  }
  return {
    update: (progress) => {
      last = progress;
      if (bar) bar.update(progress.done);
      else if (!isStarting && performance.now() - began > BAR_AFTER_MS) void start();
    },
    stop: () => {
      isStopped = true;
      bar?.stop();
    },
  };
}
