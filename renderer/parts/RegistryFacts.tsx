/** Which registry is followed, who chose it, and how it is opened. */

import type { ReactNode } from 'react';
import type { SyncSnapshot } from '../../shared/sync.ts';
import { goTo } from '../state/app-store.ts';
import { TEXT } from '../text.ts';
import { FactsList } from './FactsList.tsx';

export function RegistryFacts({ sync }: { readonly sync: SyncSnapshot }): ReactNode {
  const { registry, authentication, account } = sync;
  const isTokenAsked = authentication === 'person' || account !== null;
  const facts: readonly (readonly [name: string, value: string])[] = [
    [TEXT.sync.address, registry.address],
    [TEXT.sync.chosen, TEXT.sync.chosenBy[registry.chosenBy]],
    [TEXT.sync.access, TEXT.sync.authentication[authentication]],
    ...(isTokenAsked ? [[TEXT.sync.account, account ?? TEXT.sync.nobody] as const] : []),
  ];
  return (
    <section className="panel">
      <h2>{TEXT.sync.registry}</h2>
      <FactsList facts={facts} />
      <div className="row">
        <button type="button" onClick={() => goTo({ screen: 'settings', section: 'registry' })}>
          {TEXT.sync.change}
        </button>
        <button type="button" onClick={() => goTo({ screen: 'history' })}>
          {TEXT.sync.history}
        </button>
      </div>
    </section>
  );
}
