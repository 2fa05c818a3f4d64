/** What this is, its version, and what it stands on. */

import type { ReactNode } from 'react';
import { openDialog, useApp } from '../state/app-store.ts';
import { TEXT } from '../text.ts';
import { Modal } from './Modal.tsx';

export function AboutDialog(): ReactNode {
  const info = useApp((state) => state.info);
  return (
    <Modal title={TEXT.about.title} onClose={() => openDialog(undefined)}>
      <p>{TEXT.about.what}</p>
      {info ? (
        <p>
          {TEXT.about.version(info.version)}. {TEXT.about.host[info.host](info.electronVersion)}
        </p>
      ) : null}
      <p>
        {TEXT.about.credits}{' '}
        <a href="https://arxiv.org/abs/2005.00547" target="_blank" rel="noreferrer">
          {TEXT.about.goEmotions}
        </a>
      </p>
    </Modal>
  );
}
