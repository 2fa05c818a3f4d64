/** Everything the sync did: filter, search, details that fold out, export. It all lies on this machine. */

import { useVirtualizer } from '@tanstack/react-virtual';
import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { HistoryFilter, HistoryPage } from '../../shared/ipc-sync.ts';
import type { SyncOutcome, SyncTrigger } from '../../shared/sync.ts';
import { SYNC_OUTCOMES, SYNC_TRIGGERS } from '../../shared/sync.ts';
import { ActionMenu } from '../parts/ActionMenu.tsx';
import { FailureView } from '../parts/FailureView.tsx';
import { RunEntry } from '../parts/RunEntry.tsx';
import { attempt, goTo, useApp } from '../state/app-store.ts';
import { HISTORY_FORMAT_NAMES } from '../state/export-formats.ts';
import { request } from '../state/request.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { TEXT } from '../text.ts';

/** One page covers what can be seen and a good part around it. */
const PAGE = 100;
/** Of a folded row. */
const ROW_PX = 56;

export function HistoryScreen(): ReactNode {
  const [query, setQuery] = useState('');
  const [outcome, setOutcome] = useState<SyncOutcome | ''>('');
  const [trigger, setTrigger] = useState<SyncTrigger | ''>('');
  const [first, setFirst] = useState(0);
  const [said, setSaid] = useState('');
  const revision = useApp((state) => state.historyRevision);
  const offset = Math.max(0, first - Math.floor(PAGE / 3));
  const filter: HistoryFilter = {
    query,
    outcomes: outcome === '' ? [] : [outcome],
    triggers: trigger === '' ? [] : [trigger],
    operations: [],
    channels: [],
  };
  const filterKey = JSON.stringify(filter);
  const isFiltered = query !== '' || outcome !== '' || trigger !== '';
  const { value: page, failure } = useLoaded(
    async () => ({ ...(await request('history:list', { ...filter, offset, limit: PAGE })), offset }),
    `${revision} ${offset} ${filterKey}`,
  );

  function clear(): void {
    setQuery('');
    setOutcome('');
    setTrigger('');
  }

  return (
    <div className="screen library history">
      <header className="row">
        <h1>{TEXT.history.title}</h1>
        <p className="quiet-text">{TEXT.history.lead}</p>
        <span className="push">
          <ActionMenu
            label={`${TEXT.history.export} ▾`}
            actions={HISTORY_FORMAT_NAMES.map((format) => ({
              label: TEXT.history.formats[format],
              disabledBecause: page?.total === 0 ? TEXT.history.nothingToExport : undefined,
              run: () =>
                void attempt(() => request('history:export', { ...filter, format })).then(
                  (saved) => saved && setSaid(TEXT.history.exported(saved.rows ?? 0, saved.path)),
                ),
            }))}
          />
        </span>
      </header>
      <div className="row">
        <input
          type="search"
          value={query}
          placeholder={TEXT.history.search}
          aria-label={TEXT.history.search}
          onChange={(event) => {
            setQuery(event.target.value);
            setFirst(0);
          }}
        />
        <Choice label={TEXT.history.outcome} value={outcome} values={SYNC_OUTCOMES} names={TEXT.history.outcomes} onChoice={setOutcome} />
        <Choice label={TEXT.history.trigger} value={trigger} values={SYNC_TRIGGERS} names={TEXT.history.triggers} onChoice={setTrigger} />
      </div>
      <div role="status" className="quiet-text">
        {said === '' ? null : <p>{said}</p>}
        {page ? TEXT.history.runs(page.total) : failure ? '' : TEXT.common.loading}
      </div>
      {failure ? <FailureView failure={failure} /> : null}
      {page && page.total === 0 && !failure ? <Empty isFiltered={isFiltered} onClear={clear} /> : null}
      {page && page.total > 0 ? <Runs key={filterKey} page={page} onFirst={setFirst} /> : null}
    </div>
  );
}

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value | '';
  readonly values: readonly Value[];
  readonly names: Readonly<Record<Value, string>>;
  readonly onChoice: (value: Value | '') => void;
}

function Choice<Value extends string>({ label, value, values, names, onChoice }: ChoiceProps<Value>): ReactNode {
  return (
    <label className="inline-field">
      {label}
      <select value={value} onChange={(event) => onChoice(event.target.value as Value | '')}>
        <option value="">{TEXT.history.all}</option>
        {values.map((one) => (
          <option key={one} value={one}>
            {names[one]}
          </option>
        ))}
      </select>
    </label>
  );
}

function Empty({ isFiltered, onClear }: { readonly isFiltered: boolean; readonly onClear: () => void }): ReactNode {
  return (
    <div className="empty">
      <p>{isFiltered ? TEXT.history.noMatch : TEXT.history.empty}</p>
      {isFiltered ? (
        <button type="button" onClick={onClear}>
          {TEXT.history.clear}
        </button>
      ) : (
        <button type="button" className="primary" onClick={() => goTo({ screen: 'sync' })}>
          {TEXT.history.emptyAction}
        </button>
      )}
    </div>
  );
}

interface RunsProps {
  readonly page: HistoryPage & { readonly offset: number };
  /** Told which row is the first that can be seen. */
  readonly onFirst: (row: number) => void;
}

function Runs({ page, onFirst }: RunsProps): ReactNode {
  const list = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const virtual = useVirtualizer({
    count: page.total,
    getScrollElement: () => list.current,
    estimateSize: () => ROW_PX,
    overscan: 6,
    // A new run moves all others down; a row that is folded out stays the one of its run.
    getItemKey: (index) => page.runs[index - page.offset]?.id ?? -1 - index,
  });
  const items = virtual.getVirtualItems();
  const [from, to] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  const isCovered = from >= page.offset && to < page.offset + page.runs.length;
  useEffect(() => {
    if (!isCovered) onFirst(from);
  }, [isCovered, from]);

  function toggle(id: number): void {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setOpen(next);
  }

  return (
    <div ref={list} className="entries" tabIndex={0} role="region" aria-label={TEXT.history.title}>
      <ul style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const run = page.runs[item.index - page.offset];
          return (
            <li
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              aria-setsize={page.total}
              aria-posinset={item.index + 1}
              style={{ transform: `translateY(${item.start}px)`, minHeight: ROW_PX }}
            >
              {run ? <RunEntry run={run} isOpen={open.has(run.id)} onToggle={() => toggle(run.id)} /> : <span className="placeholder" />}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
