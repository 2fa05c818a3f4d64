/** Where a person can go, and how the model stands. */

import type { ReactNode } from 'react';
import type { Route } from '../state/app-store.ts';
import { goTo, useApp } from '../state/app-store.ts';
import { TEXT } from '../text.ts';

type Place = 'analyze' | 'library' | 'model' | 'settings';

/** Simple line drawings, 20 × 20. */
const ICONS: Readonly<Record<Place, string>> = {
  analyze: 'M2 10h3l2-6 4 12 3-8 1.5 2H18',
  library: 'M4 3v14M8 3v14M12 3.5l4 13',
  model: 'M10 2l7 4v8l-7 4-7-4V6zM3 6l7 4 7-4M10 10v8',
  settings: 'M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4',
};
const PLACES: readonly Place[] = ['analyze', 'library', 'model', 'settings'];

function placeOf(route: Route): Place {
  if (route.screen === 'job') return 'analyze';
  return route.screen === 'analysis' ? 'library' : route.screen;
}

export function Sidebar(): ReactNode {
  const current = placeOf(useApp((state) => state.route));
  const running = useApp((state) => state.jobs.filter((job) => ['waiting', 'reading', 'predicting', 'saving'].includes(job.state)).length);
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
              {place === 'analyze' && running > 0 ? <span className="badge">{running}</span> : null}
            </button>
          </li>
        ))}
      </ul>
      <ModelState />
    </nav>
  );
}

function ModelState(): ReactNode {
  const model = useApp((state) => state.model);
  const isOffline = useApp((state) => state.settings?.offline ?? false);
  const version = model?.models.find((installed) => installed.channel === 'baseline')?.version;
  const [state, words] = !model
    ? ['starting', TEXT.status.loading]
    : model.failure || version === undefined
      ? ['broken', TEXT.status.broken]
      : ['well', TEXT.status.model(version, isOffline)];
  return (
    <button type="button" className="model-state" title={words} onClick={() => goTo({ screen: 'model' })}>
      <span className={`dot ${state}`} aria-hidden="true" />
      <span className="nav-label">{words}</span>
    </button>
  );
}
