/** The window: the side bar, the screen, and what is said over them. */

import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { AboutDialog } from './parts/AboutDialog.tsx';
import { Messages, UndoBar } from './parts/Messages.tsx';
import { ShortcutsDialog } from './parts/ShortcutsDialog.tsx';
import { Sidebar } from './parts/Sidebar.tsx';
import { AnalysisScreen } from './screens/AnalysisScreen.tsx';
import { AnalyzeScreen } from './screens/AnalyzeScreen.tsx';
import { CompareScreen } from './screens/CompareScreen.tsx';
import { HistoryScreen } from './screens/HistoryScreen.tsx';
import { JobScreen } from './screens/JobScreen.tsx';
import { LibraryScreen } from './screens/LibraryScreen.tsx';
import { ModelScreen } from './screens/ModelScreen.tsx';
import { QueueScreen } from './screens/QueueScreen.tsx';
import { SettingsScreen } from './screens/SettingsScreen.tsx';
import { SyncScreen } from './screens/SyncScreen.tsx';
import { TrainScreen } from './screens/TrainScreen.tsx';
import type { Route } from './state/app-store.ts';
import { connect, useApp } from './state/app-store.ts';
import { watchDrops } from './state/watch-drops.ts';
import { watchKeys } from './state/watch-keys.ts';
import { TEXT } from './text.ts';

export function App(): ReactNode {
  const route = useApp((state) => state.route);
  const dialog = useApp((state) => state.dialog);
  useEffect(connect, []);
  useEffect(watchKeys, []);
  useEffect(watchDrops, []);
  return (
    <div className="frame">
      <Sidebar />
      <main>
        <Messages />
        <Screen route={route} />
      </main>
      <UndoBar />
      <div className="drop-veil" aria-hidden="true">
        {route.screen === 'train' ? TEXT.train.drop : TEXT.analyze.drop}
      </div>
      {dialog === 'shortcuts' ? <ShortcutsDialog /> : null}
      {dialog === 'about' ? <AboutDialog /> : null}
    </div>
  );
}

function Screen({ route }: { readonly route: Route }): ReactNode {
  switch (route.screen) {
    case 'analyze':
      return <AnalyzeScreen />;
    case 'job':
      return <JobScreen key={route.jobId} jobId={route.jobId} />;
    case 'analysis':
      return <AnalysisScreen key={route.id} id={route.id} isContinued={route.isContinued === true} />;
    case 'library':
      return <LibraryScreen />;
    case 'queue':
      return <QueueScreen />;
    case 'compare':
      return <CompareScreen key={route.ids.join(' ')} ids={route.ids} />;
    case 'model':
      return <ModelScreen route={route} />;
    case 'train':
      return <TrainScreen />;
    case 'sync':
      return <SyncScreen />;
    case 'history':
      return <HistoryScreen />;
    case 'settings':
      return <SettingsScreen section={route.section} />;
  }
}
