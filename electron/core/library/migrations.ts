/** The library's schema, step by step. A step that was released is never changed; a new one is added at the end. */

export const MIGRATIONS: readonly string[] = [
  // Segments are kept as JSON, one document a transcript and one a run: they are always read whole, and a library of 10,000 analyses
  // would otherwise have a million rows. The search index holds no text of its own (contentless).
  `
  CREATE TABLE analyses (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    ref TEXT NOT NULL,
    language TEXT NOT NULL,
    created_at TEXT NOT NULL,
    duration_s REAL,
    segment_count INTEGER NOT NULL,
    corrected_count INTEGER NOT NULL DEFAULT 0,
    emotion_shares TEXT NOT NULL,
    model_version TEXT NOT NULL,
    warnings TEXT NOT NULL,
    deleted_at TEXT
  ) STRICT;
  CREATE INDEX analyses_by_created ON analyses (created_at, id) WHERE deleted_at IS NULL;
  CREATE INDEX analyses_by_duration ON analyses (duration_s, id) WHERE deleted_at IS NULL;

  CREATE TABLE transcripts (
    analysis_id INTEGER PRIMARY KEY REFERENCES analyses (id) ON DELETE CASCADE,
    segments TEXT NOT NULL
  ) STRICT;

  CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    analysis_id INTEGER NOT NULL REFERENCES analyses (id) ON DELETE CASCADE,
    analyzed_at TEXT NOT NULL,
    channel TEXT NOT NULL,
    version TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    labels TEXT NOT NULL
  ) STRICT;
  CREATE INDEX runs_of_analysis ON runs (analysis_id, id);

  CREATE TABLE corrections (
    analysis_id INTEGER NOT NULL REFERENCES analyses (id) ON DELETE CASCADE,
    segment INTEGER NOT NULL,
    emotion TEXT,
    sub_emotion TEXT,
    intensity TEXT,
    corrected_at TEXT NOT NULL,
    PRIMARY KEY (analysis_id, segment)
  ) STRICT, WITHOUT ROWID;

  CREATE VIRTUAL TABLE search USING fts5 (title, text, content = '', contentless_delete = 1,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
  `,
  // A run that is still going on has no outcome yet.
  `
  CREATE TABLE sync_runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    trigger_kind TEXT NOT NULL,
    operation TEXT NOT NULL,
    channel TEXT NOT NULL,
    from_version TEXT,
    to_version TEXT,
    bytes_transferred INTEGER NOT NULL DEFAULT 0,
    bytes_total INTEGER NOT NULL DEFAULT 0,
    requests INTEGER NOT NULL DEFAULT 0,
    outcome TEXT,
    error_code TEXT,
    error_message TEXT,
    note TEXT NOT NULL DEFAULT ''
  ) STRICT;
  CREATE INDEX sync_runs_by_start ON sync_runs (started_at, id);
  `,
  // Videos: what is known of the video beside its analysis, and a cache of what YouTube gave, so that a video is fetched once and opens offline.
  // `chosen_for` is the person's language when the track was Moodline's choice, null when they picked it.
  `
  ALTER TABLE analyses ADD COLUMN video TEXT;

  CREATE TABLE video_captions (
    video_id TEXT NOT NULL,
    track TEXT NOT NULL,
    translated_to TEXT NOT NULL,
    chosen_for TEXT,
    video TEXT NOT NULL,
    captions BLOB NOT NULL,
    fetched_at TEXT NOT NULL,
    PRIMARY KEY (video_id, track, translated_to)
  ) STRICT;

  CREATE TABLE video_thumbnails (
    video_id TEXT PRIMARY KEY,
    picture BLOB NOT NULL
  ) STRICT;
  `,
  // The file that plays beside an analysis, where a person chose one; and what is still to be analyzed, for the next start. `source` is JSON.
  `
  CREATE TABLE analysis_media (
    analysis_id INTEGER PRIMARY KEY REFERENCES analyses (id) ON DELETE CASCADE,
    path TEXT NOT NULL
  ) STRICT;

  CREATE TABLE queue (
    place INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    is_paused INTEGER NOT NULL
  ) STRICT;
  `,
  // What an encoder made of a text, for the next training. Both are SHA-256 digests: the text itself is not kept here.
  `
  CREATE TABLE embeddings (
    id INTEGER PRIMARY KEY,
    encoder BLOB NOT NULL,
    text BLOB NOT NULL,
    numbers BLOB NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX embeddings_by_text ON embeddings (encoder, text);
  `,
  // What a person chose to train with, and what came of the last training; one row each, JSON.
  `
  CREATE TABLE training_desk (
    part TEXT PRIMARY KEY,
    content TEXT NOT NULL
  ) STRICT;
  `,
  // What Moodline told of by itself. `event` is JSON; what has a `once_key` is told once. A cleared entry stays, so that it can be brought back
  // and is not told again.
  `
  CREATE TABLE news (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    happened_at TEXT NOT NULL,
    event TEXT NOT NULL,
    once_key TEXT UNIQUE,
    is_seen INTEGER NOT NULL DEFAULT 0,
    is_cleared INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  `,
];
