/** The models: what is in use, every version that is known, and two of them compared. */

import { Tabs } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import { CompareTab } from '../parts/CompareTab.tsx';
import { InUseTab } from '../parts/InUseTab.tsx';
import { VersionsTab } from '../parts/VersionsTab.tsx';
import type { ModelTab, Route } from '../state/app-store.ts';
import { goTo, MODEL_TABS, quietly, useApp } from '../state/app-store.ts';
import { request } from '../state/request.ts';
import { useVersions } from '../state/use-versions.ts';
import { TEXT } from '../text.ts';

type ModelRoute = Extract<Route, { readonly screen: 'model' }>;

export function ModelScreen({ route }: { readonly route: ModelRoute }): ReactNode {
  const tab = route.tab ?? 'in-use';
  const versions = useVersions(tab !== 'in-use');
  const comparison = useApp((state) => state.comparison);
  useEffect(() => {
    void quietly(async () => {
      const known = await request('comparison:get');
      // What was pushed meanwhile is newer.
      useApp.setState((state) => (state.comparison ? {} : { comparison: known }));
    });
  }, []);
  const tabs = useRef<HTMLDivElement>(null);
  const shown = useRef(tab);
  useEffect(() => {
    if (shown.current === tab) return;
    shown.current = tab;
    // What led here from far down in another tab is gone, and the focus with it.
    tabs.current?.closest('main')?.scrollTo(0, 0);
    if (!tabs.current?.contains(document.activeElement)) tabs.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus();
  }, [tab]);
  return (
    <div className="screen">
      <h1>{TEXT.model.title}</h1>
      <Tabs.Root value={tab} onValueChange={(next: ModelTab) => goTo({ ...route, tab: next })}>
        <Tabs.List ref={tabs} className="tabs" aria-label={TEXT.modelTabs.label}>
          {MODEL_TABS.map((name) => (
            <Tabs.Tab key={name} value={name} className="tab">
              {TEXT.modelTabs[name]}
              {name === 'compare' && comparison?.state === 'running' ? <span className="tag">{TEXT.modelTabs.running}</span> : null}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="in-use" className="tab-panel">
          <InUseTab />
        </Tabs.Panel>
        <Tabs.Panel value="versions" className="tab-panel">
          <VersionsTab versions={versions.value ?? undefined} failure={versions.failure} />
        </Tabs.Panel>
        <Tabs.Panel value="compare" className="tab-panel">
          <CompareTab versions={versions.value ?? undefined} failure={versions.failure} chosen={route} />
        </Tabs.Panel>
      </Tabs.Root>
    </div>
  );
}
