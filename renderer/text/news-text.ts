/** The words of the news and of what is told by itself; those of each event are in `shared/news.ts`. */

export const NEWS_TEXT = {
  news: {
    title: 'News',
    /** Read out after the number of them. */
    unseen: 'new',
    isUnseen: 'New',
    empty: 'Nothing new. Models that were promoted, newer baselines and uploads that wait are told here.',
    clear: 'Clear',
    cleared: 'The news is cleared.',
    choose: 'Choose what is told',
    show: { sync: 'Show in Sync', history: 'Show in History' },
  },
  notifications: {
    title: 'Notifications',
    hint: 'Each is told once, by the system and under News in the side bar. What is turned off is told in neither.',
    kinds: {
      model_promoted: ['A model was promoted', 'A dynamic version became everybody’s baseline, from this machine.'],
      newer_baseline: ['A newer baseline is in use', 'It came from the registry and took the place of the one before.'],
      upload_waiting: ['A trained model waits', 'It could not be uploaded or promoted yet, since the registry can’t be reached.'],
    } as const,
  },
};
