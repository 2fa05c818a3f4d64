/** Choosing an Azure Machine Learning workspace from three lists: subscription, resource group, workspace. */

import type { ReactNode } from 'react';
import { useState } from 'react';
import type { WorkspaceOption } from '../../shared/ipc-sync.ts';
import { useAccount } from '../state/use-account.ts';
import { useOffline } from '../state/use-offline.ts';
import type { WorkspaceList } from '../state/use-workspace-list.ts';
import { useWorkspaceList } from '../state/use-workspace-list.ts';
import { TEXT } from '../text.ts';
import { FailureView } from './FailureView.tsx';
import { SignInButtons, SignInProgress } from './SignInSection.tsx';

interface WorkspaceChooserProps {
  /** Gets the registry's address of the workspace. */
  readonly onChoose: (workspace: WorkspaceOption) => void;
}

export function WorkspaceChooser({ onChoose }: WorkspaceChooserProps): ReactNode {
  const { account, failure } = useAccount();
  const isOffline = useOffline() !== null;
  if (isOffline) return <p className="quiet-text">{TEXT.workspace.offline}</p>;
  if (failure && !account) return <FailureView failure={failure} />;
  if (!account) return <p className="quiet-text">{TEXT.common.loading}</p>;
  if (account.signingIn) return <SignInProgress signingIn={account.signingIn} />;
  // Another person sees other lists.
  return <Lists key={account.name} account={account} onChoose={onChoose} />;
}

interface ListsProps extends WorkspaceChooserProps {
  readonly account: NonNullable<ReturnType<typeof useAccount>['account']>;
}

function Lists({ account, onChoose }: ListsProps): ReactNode {
  const [subscription, setSubscription] = useState('');
  const [group, setGroup] = useState('');
  const [workspace, setWorkspace] = useState('');
  const [attempts, setAttempts] = useState(0);
  const subscriptions = useWorkspaceList({ subscription: null, group: null }, attempts);
  const groups = useWorkspaceList(subscription === '' ? null : { subscription, group: null }, attempts);
  const workspaces = useWorkspaceList(group === '' ? null : { subscription, group }, attempts);
  const failure = [subscriptions, groups, workspaces].find((list) => list.failure)?.failure;

  if (failure?.code === 'sign_in_needed') {
    return (
      <>
        <p className="quiet-text">{TEXT.workspace.signIn}</p>
        <SignInButtons account={account} isForWorkspace />
        {account.failure ? <FailureView failure={account.failure} title={TEXT.signIn.failed} /> : null}
      </>
    );
  }
  return (
    <>
      <div className="fields wide">
        <Level
          level="subscription"
          list={subscriptions}
          value={subscription}
          onPick={({ value }) => {
            setSubscription(value);
            setGroup('');
            setWorkspace('');
          }}
        />
        <Level
          level="group"
          list={groups}
          value={group}
          onPick={({ value }) => {
            setGroup(value);
            setWorkspace('');
          }}
        />
        <Level
          level="workspace"
          list={workspaces}
          value={workspace}
          onPick={(option) => {
            setWorkspace(option.value);
            onChoose(option);
          }}
        />
      </div>
      {failure ? (
        <FailureView failure={failure}>
          <button type="button" onClick={() => setAttempts(attempts + 1)}>
            {TEXT.workspace.again}
          </button>
        </FailureView>
      ) : null}
    </>
  );
}

interface LevelProps {
  readonly level: keyof typeof TEXT.workspace.levels;
  readonly list: WorkspaceList;
  readonly value: string;
  readonly onPick: (option: WorkspaceOption) => void;
}

function Level({ level, list: { options, isLoading }, value, onPick }: LevelProps): ReactNode {
  const isEmpty = options?.length === 0;
  return (
    <label className="field">
      {TEXT.workspace.levels[level]}
      <select
        value={value}
        disabled={!options || isEmpty}
        aria-busy={isLoading}
        onChange={(event) => {
          const option = options?.find((each) => each.value === event.target.value);
          if (option) onPick(option);
        }}
      >
        <option value="" disabled>
          {isLoading
            ? TEXT.workspace.loading
            : options || level === 'subscription'
              ? TEXT.workspace.choices[level]
              : TEXT.workspace.first[level]}
        </option>
        {options?.map((option) => (
          <option key={option.value} value={option.value}>
            {describe(option, options)}
          </option>
        ))}
      </select>
      {isEmpty ? <span role="status">{TEXT.workspace.none[level]}</span> : null}
    </label>
  );
}

/** The detail only where the name alone does not tell it from another. */
function describe({ name, detail }: WorkspaceOption, options: readonly WorkspaceOption[]): string {
  const isAlone = options.filter((other) => other.name === name).length === 1;
  return isAlone || detail === '' ? name : `${name} (${detail})`;
}
