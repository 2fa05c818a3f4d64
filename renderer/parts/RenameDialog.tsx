/** A new title for an analysis. */

import type { ReactNode } from 'react';
import { useState } from 'react';
import { attempt } from '../state/app-store.ts';
import { request } from '../state/request.ts';
import { TEXT } from '../text.ts';
import { Modal } from './Modal.tsx';

const MAX_TITLE = 500;

export function RenameDialog({
  id,
  title,
  onClose,
}: {
  readonly id: number;
  readonly title: string;
  readonly onClose: () => void;
}): ReactNode {
  const [name, setName] = useState(title);
  const isEmpty = name.trim() === '';
  async function save(): Promise<void> {
    if (isEmpty) return;
    onClose();
    await attempt(() => request('library:rename', { id, title: name.trim() }));
  }
  return (
    <Modal
      title={TEXT.library.renameTitle}
      onClose={onClose}
      closeLabel={TEXT.common.cancel}
      actions={
        <button type="button" className="primary" disabled={isEmpty} onClick={() => void save()}>
          {TEXT.common.save}
        </button>
      }
    >
      <label className="field">
        {TEXT.library.name}
        <input
          value={name}
          maxLength={MAX_TITLE}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') void save();
          }}
        />
      </label>
    </Modal>
  );
}
