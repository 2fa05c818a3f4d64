/** Logs by day into `logs/`: events with fields, never transcripts, tokens or signed addresses. */

import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DestinationStream } from 'pino';
import pino from 'pino';
import { redactSecrets } from '../../../shared/redact-secrets.ts';
import type { LogLevel } from '../../../shared/settings.ts';

export const LOGS_FOLDER = 'logs';
/** Older days are removed: a log is for what went wrong lately. */
const DAYS_KEPT = 14;
/** After a failed write this passes before the next try: a full disk has room again some time. */
const RETRY_MS = 30_000;
const LOG_NAME = /^\d{4}-\d{2}-\d{2}\.log$/u;

type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface Logger {
  /** `area: event`, and what belongs to it. */
  readonly error: (event: string, fields?: Fields) => void;
  readonly warn: (event: string, fields?: Fields) => void;
  readonly info: (event: string, fields?: Fields) => void;
  readonly debug: (event: string, fields?: Fields) => void;
  readonly setLevel: (level: LogLevel) => void;
  readonly close: () => void;
}

export interface LoggerDeps {
  readonly home: string;
  readonly level: LogLevel;
  readonly now?: () => Date;
}

/** A logger that never throws: a full disk or a folder that can't be written costs log lines and nothing else. */
export function createLogger(deps: LoggerDeps): Logger {
  const now = deps.now ?? (() => new Date());
  const folder = join(deps.home, LOGS_FOLDER);
  let day = '';
  let file: ReturnType<typeof pino.destination> | undefined;
  let openedAt = -Infinity;
  let isClosed = false;

  function openDay(today: string, time: number): void {
    endFile((old) => old.end());
    day = today;
    openedAt = time;
    try {
      mkdirSync(folder, { recursive: true });
      removeOld(folder);
      file = pino.destination({ dest: join(folder, `${today}.log`), sync: true });
      file.on('error', giveUp);
    } catch {
      file = undefined;
    }
  }

  /** Ends the file without its unwritten lines, which could not be written. */
  function giveUp(): void {
    endFile((old) => old.destroy());
  }

  function endFile(end: (old: NonNullable<typeof file>) => void): void {
    const old = file;
    file = undefined;
    try {
      if (old) end(old);
    } catch {
      // It is ended already.
    }
  }

  const stream: DestinationStream = {
    write(line) {
      if (isClosed) return;
      const time = now();
      const today = time.toISOString().slice(0, 10);
      if (today !== day || (!file && time.getTime() - openedAt >= RETRY_MS)) openDay(today, time.getTime());
      try {
        file?.write(line);
      } catch {
        giveUp();
      }
    },
  };
  const log = pino(
    {
      level: deps.level,
      base: null,
      timestamp: () => `,"time":"${now().toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
    },
    stream,
  );
  const at =
    (level: LogLevel) =>
    (event: string, fields: Fields = {}): void =>
      log[level](redactFields(fields), redactSecrets(event));
  return {
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: at('debug'),
    setLevel: (level) => {
      log.level = level;
    },
    close() {
      isClosed = true;
      endFile((old) => old.end());
    },
  };
}

/** A text of somebody else's, such as a server's answer, may hold what nobody meant to log. */
function redactFields(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? redactSecrets(value) : value]),
  );
}

function removeOld(folder: string): void {
  const days = readdirSync(folder).filter((name) => LOG_NAME.test(name));
  for (const name of days.toSorted().slice(0, -DAYS_KEPT)) rmSync(join(folder, name), { force: true });
}
