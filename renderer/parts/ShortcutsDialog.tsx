/** The list of shortcuts. */

import type { ReactNode } from 'react';
import { openDialog } from '../state/app-store.ts';
import { TEXT } from '../text.ts';
import { Modal } from './Modal.tsx';

export function ShortcutsDialog(): ReactNode {
  return (
    <Modal title={TEXT.shortcuts.title} onClose={() => openDialog(undefined)}>
      <dl className="shortcuts">
        {TEXT.shortcuts.list.map(([keys, does]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
