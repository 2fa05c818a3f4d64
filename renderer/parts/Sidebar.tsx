/** Where a person can go, and where model and sync stand. */

import type { ReactNode } from 'react';
import type { Route } from '../state/app-store.ts';
import { goTo, useApp } from '../state/app-store.ts';
import { describeSync, hasNews } from '../state/describe-sync.ts';
import { useOffline } from '../state/use-offline.ts';
import { TEXT } from '../text.ts';
import { NewsButton } from './NewsButton.tsx';

type Place = 'analyze' | 'library' | 'queue' | 'model' | 'train' | 'sync' | 'history' | 'settings';

/** Simple line drawings, 20 × 20. */
const ICONS: Readonly<Record<Place, string>> = {
  analyze: 'M2 10h3l2-6 4 12 3-8 1.5 2H18',
  library: 'M4 3v14M8 3v14M12 3.5l4 13',
  queue: 'M3 5h9M3 10h9M3 15h6M15 4v12M12.5 13.5L15 16l2.5-2.5',
  model: 'M10 2l7 4v8l-7 4-7-4V6zM3 6l7 4 7-4M10 10v8',
  train: 'M3 16.5h14M4 13l4-4 3 2.5 5-6M12.5 5.5H16V9',
  sync: 'M16.5 8.5A7 7 0 004 6.5M4 3v3.5h3.5M3.5 11.5A7 7 0 0016 13.5M16 17v-3.5h-3.5',
  history: 'M10 3a7 7 0 11-6.3 4M3.5 3v4h4M10 6.5V10l2.5 2',
  settings: 'M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4',
};
const PLACES: readonly Place[] = ['analyze', 'library', 'queue', 'model', 'train', 'sync', 'history', 'settings'];

function placeOf(route: Route): Place {
  if (route.screen === 'job') return 'analyze';
  return route.screen === 'analysis' || route.screen === 'compare' ? 'library' : route.screen;
}

export function Sidebar(): ReactNode {
  const current = placeOf(useApp((state) => state.route));
  const unfinished = useApp((state) => state.jobs.filter(({ state: at }) => !['done', 'failed', 'cancelled'].includes(at)).length);
  const hasNewer = useApp((state) => state.sync !== undefined && hasNews(state.sync));
  const isTraining = useApp((state) => state.training?.run.kind === 'running');
  return (
    <nav className="sidebar" aria-label={TEXT.nav.label}>
      <ul>
        {PLACES.map((place) => (
          <li key={place}>
            <button
              type="button"
              aria-current={place === current ? 'page' : undefined}
              title={TEXT.nav[place]}
              onClick={() => goTo({ screen: place })}
            >
              <svg viewBox="0 0 20 20" aria-hidden="true">
                <path d={ICONS[place]} />
              </svg>
              <span className="nav-label">{TEXT.nav[place]}</span>
              {place === 'queue' && unfinished > 0 ? <span className="badge">{unfinished}</span> : null}
              {place === 'train' && isTraining ? (
                <span className="badge small">
                  <span className="visually-hidden">, {TEXT.train.running}</span>
                </span>
              ) : null}
              {place === 'sync' && hasNewer ? (
                <span className="badge small">
                  <span className="visually-hidden">, {TEXT.nav.newer}</span>
                </span>
              ) : null}
            </button>
          </li>
        ))}
      </ul>
      <div className="sidebar-foot">
        <NewsButton />
        <SyncIndicator />
      </div>
    </nav>
  );
}

/** One quiet line; it opens what there is to know about it. */
function SyncIndicator(): ReactNode {
  const sync = useApp((state) => state.sync);
  const model = useApp((state) => state.model);
  const isOffline = useOffline() !== null;
  const { words, look } = describeSync({ sync, model, isOffline });
  const isModelBroken = model !== undefined && (model.failure !== null || model.models.length === 0);
  return (
    <button type="button" className="sync-indicator" title={words} onClick={() => goTo({ screen: isModelBroken ? 'model' : 'sync' })}>
      <span className={`dot ${look}`} aria-hidden="true" />
      <span className="nav-label">{words}</span>
    </button>
  );
}
