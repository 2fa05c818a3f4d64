/** Holds the loaded model of each channel, and changes it for another version without a failed or a mixed prediction. */

import { AppError } from '../../../shared/app-error.ts';
import type { Channel } from '../../../shared/model-config.ts';
import type { LoadedModel } from '../analyze.ts';
import type { ModelFiles } from '../weights/model-files.ts';
import type { InferenceSession } from './session.ts';

/** How long a model that was replaced waits for somebody who asked for it just before and has not begun yet. */
const LINGER_MS = 10_000;
/** Installs that fall into one load, one after the other, before it counts as hopeless. */
const LOAD_TRIES = 3;
/** After a version did not load, uses of the old one do not try it again for this long. */
const FOLLOW_PAUSE_MS = 30_000;

export interface ModelSwitchDeps {
  readonly load: (channel: Channel) => Promise<LoadedModel>;
  /** False when other files took the place of these, by this process or another one: what is installed then is loaded. */
  readonly isCurrent?: (files: ModelFiles) => Promise<boolean>;
  /** Milliseconds that a replaced model stays after its last use; 10 s when not given. */
  readonly lingerMs?: number;
}

export interface ModelSwitch {
  /** The channel's model, loaded at the first call and ready. A failure is not remembered: the next call tries anew. */
  current(channel: Channel): Promise<LoadedModel>;
  /** Runs `work` with the channel's model, which is not closed before `work` ends. */
  use<Result>(channel: Channel, work: (model: LoadedModel) => Promise<Result>): Promise<Result>;
  /**
   * Loads what is installed now beside what is loaded; then it takes its place. Does nothing for a channel that is not loaded, or that has it
   * already. Rejects with the
   * error of the load; the old model then stays.
   */
  replace(channel: Channel): Promise<void>;
  /** Closes the channel's model at once; the next call loads it anew. */
  drop(channel: Channel): Promise<void>;
  close(): Promise<void>;
}

/** A loaded model and who is using it. */
interface Holder {
  readonly model: LoadedModel;
  users: number;
  isRetired: boolean;
  timer: ReturnType<typeof setTimeout> | undefined;
}

export function createModelSwitch(deps: ModelSwitchDeps): ModelSwitch {
  const lingerMs = deps.lingerMs ?? LINGER_MS;
  const holders = new Map<Channel, Promise<Holder>>();
  const replacing = new Map<Channel, Promise<void>>();
  /** Channels that are being compared with what is installed, or wait after a failure. */
  const following = new Set<Channel>();
  /** Replaced and not closed yet. */
  const retired = new Set<Holder>();

  async function load(channel: Channel): Promise<Holder> {
    for (let tries = 1; ; tries += 1) {
      const model = await deps.load(channel);
      try {
        await model.loadMs;
        if (!deps.isCurrent || (await deps.isCurrent(model.files))) return hold(model);
        if (tries >= LOAD_TRIES) {
          throw new AppError('weights_locked', 'The model was replaced again and again while it was loaded. Wait a moment and try again.');
        }
      } catch (error) {
        await model.session.close();
        throw error;
      }
      await model.session.close();
    }
  }

  function hold(model: LoadedModel): Holder {
    const holder: Holder = {
      model: { ...model, session: countUses(model.session, () => holder) },
      users: 0,
      isRetired: false,
      timer: undefined,
    };
    return holder;
  }

  /** The session as its users see it: its calls keep it open. */
  function countUses(session: InferenceSession, holderOf: () => Holder): InferenceSession {
    const counted =
      <Arguments extends unknown[], Result>(call: (...values: Arguments) => Promise<Result>) =>
      (...values: Arguments): Promise<Result> =>
        during(holderOf(), () => call(...values));
    return {
      load: counted((signal) => session.load(signal)),
      predict: counted((texts, options) => session.predict(texts, options)),
      run: counted((texts, options) => session.run(texts, options)),
      close: () => session.close(),
    };
  }

  async function during<Result>(holder: Holder, work: () => Promise<Result>): Promise<Result> {
    holder.users += 1;
    clearTimeout(holder.timer);
    try {
      return await work();
    } finally {
      holder.users -= 1;
      if (holder.isRetired) closeWhenIdle(holder);
    }
  }

  function retire(holder: Holder): void {
    holder.isRetired = true;
    retired.add(holder);
    closeWhenIdle(holder);
  }

  function closeWhenIdle(holder: Holder): void {
    clearTimeout(holder.timer);
    if (holder.users > 0 || !retired.has(holder)) return;
    holder.timer = setTimeout(() => void end(holder), lingerMs);
    // Nothing is lost when the program ends first: the child goes with it.
    holder.timer.unref();
  }

  async function end(holder: Holder): Promise<void> {
    clearTimeout(holder.timer);
    retired.delete(holder);
    await holder.model.session.close();
  }

  function holderOf(channel: Channel): Promise<Holder> {
    const known = holders.get(channel);
    if (known) return known;
    const loading = load(channel);
    holders.set(channel, loading);
    loading.catch(() => {
      if (holders.get(channel) === loading) holders.delete(channel);
    });
    return loading;
  }

  /** Goes over to what another process installed, or to a new name of the same files; whoever asked does not wait for it. */
  async function follow(channel: Channel, { files }: LoadedModel): Promise<void> {
    if (!deps.isCurrent || following.has(channel) || replacing.has(channel)) return;
    following.add(channel);
    try {
      if (!(await deps.isCurrent(files))) await replace(channel);
      following.delete(channel);
    } catch {
      // The old one goes on working; whoever opens the folder next is told what is wrong with it.
      setTimeout(() => following.delete(channel), FOLLOW_PAUSE_MS).unref();
    }
  }

  /** Waits for the model, and has it counted as used before anybody else can run. */
  async function take<Result>(channel: Channel, work: (model: LoadedModel) => Promise<Result>): Promise<Result> {
    const holder = await holderOf(channel);
    void follow(channel, holder.model);
    return during(holder, () => work(holder.model));
  }

  async function replaceNow(channel: Channel): Promise<void> {
    const known = holders.get(channel);
    if (!known) return;
    const old = await known.catch(() => undefined);
    // Told by the sync and seen by a prediction, it is loaded once.
    if (old && deps.isCurrent && (await deps.isCurrent(old.model.files))) return;
    const next = await load(channel);
    if (holders.get(channel) !== known && old) {
      // Dropped or closed meanwhile: nobody waits for this one.
      await next.model.session.close();
      return;
    }
    holders.set(channel, Promise.resolve(next));
    if (old) retire(old);
  }

  /** One after the other: the last one sees the newest files. */
  function replace(channel: Channel): Promise<void> {
    const turn = (replacing.get(channel) ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => replaceNow(channel))
      .finally(() => {
        if (replacing.get(channel) === turn) replacing.delete(channel);
      });
    replacing.set(channel, turn);
    return turn;
  }

  async function drop(channel: Channel): Promise<void> {
    const known = holders.get(channel);
    holders.delete(channel);
    const holder = await known?.catch(() => undefined);
    if (holder) await end(holder);
  }

  return {
    async current(channel) {
      const { model } = await holderOf(channel);
      void follow(channel, model);
      // A child that was given up after crashes is started anew.
      await model.session.load();
      return model;
    },

    use: take,

    replace,

    drop,

    async close() {
      await Promise.all([...holders.keys()].map(drop));
      await Promise.all([...retired].map(end));
    },
  };
}
