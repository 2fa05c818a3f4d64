/** The three label sets in the order of the model's outputs, and which emotion each sub-emotion belongs to. */

export const EMOTIONS = ['anger', 'disgust', 'fear', 'happiness', 'neutral', 'sadness', 'surprise'] as const;

/** The 28 labels of GoEmotions (Demszky et al. 2020, arXiv 2005.00547), in alphabetical order. */
export const SUB_EMOTIONS = [
  'admiration',
  'amusement',
  'anger',
  'annoyance',
  'approval',
  'caring',
  'confusion',
  'curiosity',
  'desire',
  'disappointment',
  'disapproval',
  'disgust',
  'embarrassment',
  'excitement',
  'fear',
  'gratitude',
  'grief',
  'joy',
  'love',
  'nervousness',
  'neutral',
  'optimism',
  'pride',
  'realization',
  'relief',
  'remorse',
  'sadness',
  'surprise',
] as const;

export const INTENSITIES = ['mild', 'moderate', 'strong'] as const;

export type Emotion = (typeof EMOTIONS)[number];
export type SubEmotion = (typeof SUB_EMOTIONS)[number];
export type Intensity = (typeof INTENSITIES)[number];

/** The emotion each sub-emotion belongs to. The pair that is reported always agrees with it. */
export const EMOTION_OF: Readonly<Record<SubEmotion, Emotion>> = {
  admiration: 'happiness',
  amusement: 'happiness',
  anger: 'anger',
  annoyance: 'anger',
  approval: 'happiness',
  caring: 'happiness',
  confusion: 'surprise',
  curiosity: 'happiness',
  desire: 'happiness',
  disappointment: 'sadness',
  disapproval: 'disgust',
  disgust: 'disgust',
  embarrassment: 'fear',
  excitement: 'happiness',
  fear: 'fear',
  gratitude: 'happiness',
  grief: 'sadness',
  joy: 'happiness',
  love: 'happiness',
  nervousness: 'fear',
  neutral: 'neutral',
  optimism: 'happiness',
  pride: 'happiness',
  realization: 'surprise',
  relief: 'happiness',
  remorse: 'sadness',
  sadness: 'sadness',
  surprise: 'surprise',
};

export const TASKS = ['emotion', 'sub_emotion', 'intensity'] as const;
export type Task = (typeof TASKS)[number];

/** The labels of each task in the order of its logits. */
export const LABELS = { emotion: EMOTIONS, sub_emotion: SUB_EMOTIONS, intensity: INTENSITIES } as const;
