/** Where a person says what a sentence really feels like; only labels the model knows can be chosen. */

import type { ReactNode } from 'react';
import { useState } from 'react';
import type { AnalyzedSegment } from '../../shared/analysis.ts';
import type { Emotion, Intensity, SubEmotion } from '../../shared/labels.ts';
import { EMOTION_OF, EMOTIONS, INTENSITIES, SUB_EMOTIONS } from '../../shared/labels.ts';
import type { Correction } from '../../shared/library.ts';
import { describeLabels } from '../charts/lines.ts';
import { TEXT } from '../text.ts';
import { Modal } from './Modal.tsx';

interface CorrectionDialogProps {
  /** The model's own labels. */
  readonly segment: AnalyzedSegment;
  readonly correction: Correction | undefined;
  readonly onSave: (correction: Correction | null) => void;
  readonly onClose: () => void;
}

const subEmotionsOf = (emotion: Emotion): readonly SubEmotion[] => SUB_EMOTIONS.filter((label) => EMOTION_OF[label] === emotion);

export function CorrectionDialog({ segment, correction, onSave, onClose }: CorrectionDialogProps): ReactNode {
  const [emotion, setEmotion] = useState<Emotion>(correction?.emotion ?? segment.emotion ?? 'neutral');
  const [subEmotion, setSubEmotion] = useState<SubEmotion>(correction?.sub_emotion ?? segment.sub_emotion ?? 'neutral');
  const [intensity, setIntensity] = useState<Intensity>(correction?.intensity ?? segment.intensity ?? 'mild');
  const modelLabels = describeLabels({ emotion: segment.emotion, subEmotion: segment.sub_emotion, intensity: segment.intensity });

  function chooseEmotion(chosen: Emotion): void {
    setEmotion(chosen);
    // The label of the same name is the plainest one of its emotion.
    const own = subEmotionsOf(chosen);
    setSubEmotion(own.find((label) => label === chosen) ?? (chosen === 'happiness' ? 'joy' : (own[0] as SubEmotion)));
  }

  return (
    <Modal
      title={TEXT.correction.title}
      onClose={onClose}
      closeLabel={TEXT.common.cancel}
      actions={
        <>
          {correction ? (
            <button type="button" onClick={() => onSave(null)}>
              {TEXT.correction.revert}
            </button>
          ) : null}
          <button type="button" className="primary" onClick={() => onSave({ emotion, sub_emotion: subEmotion, intensity })}>
            {TEXT.correction.keep}
          </button>
        </>
      }
    >
      <blockquote>{segment.text}</blockquote>
      <p className="quiet-text">{TEXT.correction.model(modelLabels || TEXT.transcript.unlabelled)}</p>
      <div className="fields">
        <Choice label={TEXT.correction.emotion} value={emotion} options={EMOTIONS} onChange={chooseEmotion} />
        <Choice label={TEXT.correction.subEmotion} value={subEmotion} options={subEmotionsOf(emotion)} onChange={setSubEmotion} />
        <Choice label={TEXT.correction.intensity} value={intensity} options={INTENSITIES} onChange={setIntensity} />
      </div>
    </Modal>
  );
}

function Choice<Label extends string>({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: Label;
  readonly options: readonly Label[];
  readonly onChange: (value: Label) => void;
}): ReactNode {
  return (
    <label className="field">
      {label}
      <select value={value} onChange={(event) => onChange(event.target.value as Label)}>
        {options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    </label>
  );
}
