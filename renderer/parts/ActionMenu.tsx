/** A button that opens a menu of actions. */

import { Menu } from '@base-ui/react/menu';
import type { ReactNode } from 'react';

export interface MenuAction {
  readonly label: string;
  readonly run: () => void;
  /** Why it can't be done now; it is then there, greyed, with the reason. */
  readonly disabledBecause?: string | undefined;
}

interface ActionMenuProps {
  readonly label: ReactNode;
  /** The name for screen readers, where the label is only a sign. */
  readonly name?: string;
  readonly actions: readonly MenuAction[];
  readonly className?: string;
}

export function ActionMenu({ label, name, actions, className = 'button' }: ActionMenuProps): ReactNode {
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className={className} aria-label={name}>
        {label}
      </Menu.Trigger>
      <Menu.Portal container={document.querySelector('main')}>
        <Menu.Positioner className="positioner" align="end" sideOffset={4}>
          <Menu.Popup className="menu">
            {actions.map((action) => (
              <Menu.Item key={action.label} className="menu-item" disabled={action.disabledBecause !== undefined} onClick={action.run}>
                {action.label}
                {action.disabledBecause ? <small>{action.disabledBecause}</small> : null}
              </Menu.Item>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
