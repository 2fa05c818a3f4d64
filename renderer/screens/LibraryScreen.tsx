/** Everything that was analyzed: search, sort, open, rename, delete, import, export. */

import { useVirtualizer } from '@tanstack/react-virtual';
import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { formatClock } from '../../shared/format-time.ts';
import type { ImportResult, LibraryPage } from '../../shared/ipc.ts';
import type { LibraryEntry, LibrarySort } from '../../shared/library.ts';
import { ActionMenu } from '../parts/ActionMenu.tsx';
import { FailureView } from '../parts/FailureView.tsx';
import { RenameDialog } from '../parts/RenameDialog.tsx';
import { ShareStrip } from '../parts/ShareStrip.tsx';
import { attempt, goTo, useApp } from '../state/app-store.ts';
import { LIBRARY_FORMAT_NAMES } from '../state/export-formats.ts';
import { deleteAnalysis, rerunAnalysis } from '../state/library-actions.ts';
import { request } from '../state/request.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { formatDate, TEXT } from '../text.ts';

/** One page covers what can be seen and a good part around it. */
const PAGE = 100;
const ROW_PX = 56;
/** More timelines than this can't be told apart. */
const MAX_COMPARED = 6;
const SORTS: readonly LibrarySort[] = ['created', 'title', 'duration'];

export function LibraryScreen(): ReactNode {
  const [query, setQuery] = useState('');
  const [sort, setSort] = useState<LibrarySort>('created');
  const [first, setFirst] = useState(0);
  const [renamed, setRenamed] = useState<LibraryEntry>();
  const [said, setSaid] = useState<readonly string[]>([]);
  const [selected, setSelected] = useState<readonly number[]>([]);
  const [failed, setFailed] = useState<ImportResult['failed']>([]);
  const revision = useApp((state) => state.libraryRevision);
  const offset = Math.max(0, first - Math.floor(PAGE / 3));
  const { value: page, failure } = useLoaded(
    async () => ({
      ...(await request('library:list', { query, sort, isDescending: sort !== 'title', offset, limit: PAGE })),
      offset,
    }),
    `${revision} ${sort} ${offset} ${query}`,
  );

  async function importSheets(): Promise<void> {
    const result = await attempt(() => request('library:import'));
    if (!result) return;
    setSaid([
      TEXT.library.imported(result.imported.length),
      ...result.imported.map(({ title, rows, skipped }) => TEXT.library.importedRows(title, rows, skipped)),
    ]);
    setFailed(result.failed);
  }

  return (
    <div className="screen library">
      <header className="row">
        <h1>{TEXT.library.title}</h1>
        <span className="push" />
        {selected.length > 0 ? (
          <>
            <button
              type="button"
              className="primary"
              disabled={selected.length < 2 || selected.length > MAX_COMPARED}
              title={
                selected.length < 2
                  ? TEXT.compare.chooseMore
                  : selected.length > MAX_COMPARED
                    ? TEXT.compare.tooMany(MAX_COMPARED)
                    : undefined
              }
              onClick={() => goTo({ screen: 'compare', ids: selected })}
            >
              {TEXT.compare.compare(selected.length)}
            </button>
            <button type="button" className="quiet" onClick={() => setSelected([])}>
              {TEXT.compare.clear}
            </button>
          </>
        ) : null}
        <button type="button" onClick={() => void importSheets()}>
          {TEXT.library.import}
        </button>
        <ActionMenu
          label={`${TEXT.library.export} ▾`}
          actions={LIBRARY_FORMAT_NAMES.map((format) => ({
            label: TEXT.library.formats[format],
            run: () =>
              void attempt(() => request('library:export-all', { format })).then(
                (saved) =>
                  saved &&
                  setSaid([
                    TEXT.library.exported(saved.rows ?? 0, saved.path),
                    ...(saved.damaged ? [TEXT.library.damaged(saved.damaged)] : []),
                  ]),
              ),
          }))}
        />
      </header>
      <div className="row">
        <input
          type="search"
          value={query}
          placeholder={TEXT.library.search}
          aria-label={TEXT.library.search}
          onChange={(event) => {
            setQuery(event.target.value);
            setFirst(0);
          }}
        />
        <label className="inline-field">
          {TEXT.library.sort}
          <select value={sort} onChange={(event) => setSort(event.target.value as LibrarySort)}>
            {SORTS.map((name) => (
              <option key={name} value={name}>
                {TEXT.library.sorts[name]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div role="status" className="quiet-text">
        {said.map((line) => (
          <p key={line}>{line}</p>
        ))}
        {page ? TEXT.counts.analyses(page.total) : failure ? '' : TEXT.common.loading}
      </div>
      {failed.map((one) => (
        <FailureView key={one.name} failure={one.failure} title={one.name} />
      ))}
      {failure ? <FailureView failure={failure} /> : null}
      {page && page.total === 0 && !failure ? <Empty query={query} onClear={() => setQuery('')} /> : null}
      {page && page.total > 0 ? (
        <Entries
          key={`${sort} ${query}`}
          page={page}
          onFirst={setFirst}
          onRename={setRenamed}
          selected={selected}
          onSelected={setSelected}
        />
      ) : null}
      {renamed ? <RenameDialog id={renamed.id} title={renamed.title} onClose={() => setRenamed(undefined)} /> : null}
    </div>
  );
}

function Empty({ query, onClear }: { readonly query: string; readonly onClear: () => void }): ReactNode {
  return (
    <div className="empty">
      <p>{query === '' ? TEXT.library.empty : TEXT.library.noMatch(query)}</p>
      {query === '' ? (
        <button type="button" className="primary" onClick={() => goTo({ screen: 'analyze' })}>
          {TEXT.library.emptyAction}
        </button>
      ) : (
        <button type="button" onClick={onClear}>
          {TEXT.library.clear}
        </button>
      )}
    </div>
  );
}

interface EntriesProps {
  readonly page: LibraryPage & { readonly offset: number };
  /** Told which row is the first that can be seen. */
  readonly onFirst: (row: number) => void;
  readonly onRename: (entry: LibraryEntry) => void;
  /** Ids to compare, in the order they were chosen. */
  readonly selected: readonly number[];
  readonly onSelected: (ids: readonly number[]) => void;
}

function Entries({ page, onFirst, onRename, selected, onSelected }: EntriesProps): ReactNode {
  const list = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: page.total, getScrollElement: () => list.current, estimateSize: () => ROW_PX, overscan: 6 });
  const items = virtual.getVirtualItems();
  const [from, to] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  const isCovered = from >= page.offset && to < page.offset + page.entries.length;
  useEffect(() => {
    if (!isCovered) onFirst(from);
  }, [isCovered, from]);
  return (
    <div ref={list} className="entries" tabIndex={0} role="region" aria-label={TEXT.library.title}>
      <ul style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const entry = page.entries[item.index - page.offset];
          return (
            <li
              key={item.key}
              aria-setsize={page.total}
              aria-posinset={item.index + 1}
              style={{ transform: `translateY(${item.start}px)`, height: ROW_PX }}
            >
              {entry ? (
                <Entry
                  entry={entry}
                  onRename={onRename}
                  isSelected={selected.includes(entry.id)}
                  onSelect={(isSelected) => onSelected(isSelected ? [...selected, entry.id] : selected.filter((id) => id !== entry.id))}
                />
              ) : (
                <span className="placeholder" />
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

interface EntryProps extends Pick<EntriesProps, 'onRename'> {
  readonly entry: LibraryEntry;
  readonly isSelected: boolean;
  readonly onSelect: (isSelected: boolean) => void;
}

function Entry({ entry, onRename, isSelected, onSelect }: EntryProps): ReactNode {
  const facts = [
    entry.durationS === null ? TEXT.library.noText : formatClock(entry.durationS),
    TEXT.counts.segments(entry.segmentCount),
    ...(entry.correctedCount > 0 ? [TEXT.counts.corrected(entry.correctedCount)] : []),
    entry.modelVersion === 'imported' ? entry.modelVersion : `v${entry.modelVersion}`,
    formatDate(entry.createdAt),
  ].join(' · ');
  return (
    <div className="entry">
      <input
        type="checkbox"
        className="entry-select"
        aria-label={TEXT.compare.select(entry.title)}
        checked={isSelected}
        onChange={(event) => onSelect(event.target.checked)}
      />
      <button type="button" className="entry-main" onClick={() => goTo({ screen: 'analysis', id: entry.id })}>
        <strong className="title" title={entry.title}>
          {entry.title}
        </strong>
        <span className="quiet-text">{facts}</span>
      </button>
      <ShareStrip shares={entry.emotionShares} />
      <ActionMenu
        label="⋯"
        name={TEXT.library.actions(entry.title)}
        className="button quiet"
        actions={[
          { label: TEXT.analysis.rename, run: () => onRename(entry) },
          { label: TEXT.analysis.rerun, run: () => void rerunAnalysis(entry.id) },
          { label: TEXT.library.delete, run: () => void deleteAnalysis(entry.id, entry.title) },
        ]}
      />
    </div>
  );
}
