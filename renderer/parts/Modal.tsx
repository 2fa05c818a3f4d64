/** A dialog over the window. */

import { Dialog } from '@base-ui/react/dialog';
import type { ReactNode } from 'react';
import { TEXT } from '../text.ts';

interface ModalProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** What to do besides closing. */
  readonly actions?: ReactNode;
  readonly closeLabel?: string;
}

export function Modal({ title, onClose, children, actions, closeLabel = TEXT.common.close }: ModalProps): ReactNode {
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="modal">
          <Dialog.Title className="modal-title">{title}</Dialog.Title>
          {children}
          <div className="row end">
            <Dialog.Close className="button">{closeLabel}</Dialog.Close>
            {actions}
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
