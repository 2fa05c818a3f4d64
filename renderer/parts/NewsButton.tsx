/** What Moodline told of by itself: a quiet button with the number of unseen entries, and the list it opens. */

import { Popover } from '@base-ui/react/popover';
import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import type { NewsEntry } from '../../shared/news.ts';
import { describeNews } from '../../shared/news.ts';
import type { Route } from '../state/app-store.ts';
import { attempt, goTo, offerUndo, quietly, useApp } from '../state/app-store.ts';
import { request } from '../state/request.ts';
import { formatDateTime, TEXT } from '../text.ts';

export function NewsButton(): ReactNode {
  const news = useApp((state) => state.news);
  const [isOpen, setOpen] = useState(false);
  const unseen = news.filter(({ isSeen }) => !isSeen).length;
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger className="news-button" title={TEXT.news.title}>
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <path d="M5 13.5V9a5 5 0 0110 0v4.5l1.5 1.5h-13zM8.5 17.5h3" />
        </svg>
        <span className="nav-label">{TEXT.news.title}</span>
        {unseen > 0 ? (
          <span className="badge">
            {unseen}
            <span className="visually-hidden"> {TEXT.news.unseen}</span>
          </span>
        ) : null}
      </Popover.Trigger>
      <Popover.Portal container={document.querySelector('main')}>
        <Popover.Positioner className="positioner" side="right" align="end" sideOffset={16} collisionPadding={8} positionMethod="fixed">
          <Popover.Popup className="news">
            <NewsPanel news={news} close={() => setOpen(false)} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

interface NewsPanelProps {
  readonly news: readonly NewsEntry[];
  readonly close: () => void;
}

function NewsPanel({ news, close }: NewsPanelProps): ReactNode {
  /** Seen before the panel was opened; what was not keeps its mark while it is open. */
  const [seenBefore] = useState(() => new Set(news.filter(({ isSeen }) => isSeen).map(({ id }) => id)));
  const newest = news[0]?.id;
  const isUnseen = news.some(({ isSeen }) => !isSeen);
  useEffect(() => {
    if (newest !== undefined && isUnseen) void quietly(() => request('news:seen', { upTo: newest }));
  }, [newest, isUnseen]);

  function leaveTo(route: Route): void {
    close();
    goTo(route);
  }

  async function clear(): Promise<void> {
    close();
    const cleared = await attempt(() => request('news:clear', { upTo: newest ?? 1 }));
    if (cleared?.ids.length) offerUndo({ text: TEXT.news.cleared, run: () => request('news:restore', { ids: [...cleared.ids] }) });
  }

  return (
    <>
      <Popover.Title className="news-title">{TEXT.news.title}</Popover.Title>
      {news.length === 0 ? (
        <p className="quiet-text">{TEXT.news.empty}</p>
      ) : (
        <ol className="news-list">
          {news.map((entry) => (
            <Entry key={entry.id} entry={entry} isNew={!seenBefore.has(entry.id)} show={(screen) => leaveTo({ screen })} />
          ))}
        </ol>
      )}
      <div className="row news-actions">
        <button type="button" className="button quiet" onClick={() => leaveTo({ screen: 'settings', section: 'notifications' })}>
          {TEXT.news.choose}
        </button>
        {news.length > 0 ? (
          <button type="button" className="button quiet" onClick={() => void clear()}>
            {TEXT.news.clear}
          </button>
        ) : null}
      </div>
    </>
  );
}

interface EntryProps {
  readonly entry: NewsEntry;
  readonly isNew: boolean;
  readonly show: (screen: 'sync' | 'history') => void;
}

function Entry({ entry, isNew, show }: EntryProps): ReactNode {
  const { title, body, screen } = describeNews(entry.event);
  return (
    <li className="news-entry">
      <strong>
        {title}
        {isNew ? (
          <span className="news-mark">
            <span className="visually-hidden">{TEXT.news.isUnseen}</span>
          </span>
        ) : null}
      </strong>
      <span className="quiet-text news-body">{body}</span>
      <span className="news-foot">
        <time className="quiet-text" dateTime={entry.at}>
          {formatDateTime(entry.at)}
        </time>
        <button type="button" className="button quiet" onClick={() => show(screen)}>
          {TEXT.news.show[screen]}
        </button>
      </span>
    </li>
  );
}
