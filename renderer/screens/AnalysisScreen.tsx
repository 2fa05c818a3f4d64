/** One analysis of the library: what was said, how it feels, what made these labels, and what a person thinks of them. */

import type { ReactNode } from 'react';
import { useRef, useState } from 'react';
import { formatClock } from '../../shared/format-time.ts';
import { UNCERTAIN_BELOW } from '../../shared/emotion-marks.ts';
import { EXPORT_FORMAT_NAMES } from '../state/export-formats.ts';
import type { Correction, StoredAnalysis } from '../../shared/library.ts';
import { ActionMenu } from '../parts/ActionMenu.tsx';
import { AnalysisView } from '../parts/AnalysisView.tsx';
import { CorrectionDialog } from '../parts/CorrectionDialog.tsx';
import { FailureView } from '../parts/FailureView.tsx';
import { RenameDialog } from '../parts/RenameDialog.tsx';
import { VideoBar } from '../parts/VideoBar.tsx';
import { usePlayable } from '../player/use-playable.ts';
import type { TranscriptFilter } from '../parts/Transcript.tsx';
import { attempt, goTo, useApp } from '../state/app-store.ts';
import { deleteAnalysis, exportAs, rerunAnalysis } from '../state/library-actions.ts';
import { takePlace } from '../state/reading-place.ts';
import { request } from '../state/request.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { formatDate, formatDateTime, TEXT } from '../text.ts';

export function AnalysisScreen({ id, isContinued }: { readonly id: number; readonly isContinued: boolean }): ReactNode {
  const revision = useApp((state) => state.libraryRevision);
  const { value: analysis, failure } = useLoaded(() => request('library:get', { id }), `${id} ${revision}`);
  if (failure) {
    return (
      <div className="screen">
        <FailureView failure={failure}>
          <button type="button" onClick={() => goTo({ screen: 'library' })}>
            {TEXT.nav.library}
          </button>
        </FailureView>
      </div>
    );
  }
  return analysis ? <Loaded analysis={analysis} isContinued={isContinued} /> : <div className="screen" aria-busy="true" />;
}

function Loaded({ analysis, isContinued }: { readonly analysis: StoredAnalysis; readonly isContinued: boolean }): ReactNode {
  const { id, source, segments, corrections, previous } = analysis;
  const [edited, setEdited] = useState<number>();
  const [isRenaming, setRenaming] = useState(false);
  const [saved, setSaved] = useState<string>();
  const [place] = useState(() => (isContinued ? takePlace() : undefined));
  const [filter, setFilter] = useState<TranscriptFilter>(place?.filter ?? 'all');
  const seek = useRef<(seconds: number) => void>(undefined);
  const { playable, choose } = usePlayable(analysis);
  const end = segments.reduce<number | null>((last, { end_time: time }) => (time === null ? last : Math.max(last ?? 0, time)), null);
  const unsure = segments.filter(
    (segment, index) => !corrections[index] && segment.emotion_score !== null && segment.emotion_score < UNCERTAIN_BELOW,
  ).length;
  const editedSegment = edited === undefined ? undefined : segments[edited];

  async function correct(index: number, correction: Correction | null): Promise<void> {
    setEdited(undefined);
    await attempt(() => request('library:correct', { id, index, correction }));
  }

  return (
    <div className="screen wide">
      <header className="row">
        <h1 className="title" title={source.title}>
          {source.title}
        </h1>
        <ActionMenu
          label="⋯"
          name={TEXT.analysis.more}
          className="button quiet"
          actions={[
            { label: TEXT.analysis.rename, run: () => setRenaming(true) },
            { label: TEXT.analysis.rerun, run: () => void rerunAnalysis(id) },
            ...(choose && end !== null ? [{ label: playable ? TEXT.video.change : TEXT.video.choose, run: () => void choose() }] : []),
            {
              label: TEXT.analysis.delete,
              run: () => void deleteAnalysis(id, source.title).then((isDone) => isDone && goTo({ screen: 'library' })),
            },
          ]}
        />
        <ActionMenu
          label={`${TEXT.analysis.export} ▾`}
          actions={EXPORT_FORMAT_NAMES.map((format) => ({
            label: TEXT.analysis.formats[format],
            run: () => void exportAs(id, format).then(setSaved),
            disabledBecause: format === 'srt' && end === null ? TEXT.analysis.noTimes : undefined,
          }))}
        />
      </header>
      <p className="quiet-text facts" title={formatDateTime(analysis.analyzedAt)}>
        {[
          ...(end === null ? [] : [formatClock(end)]),
          TEXT.counts.segments(segments.length),
          TEXT.analysis.model(analysis.model.channel, analysis.model.version),
          formatDate(analysis.analyzedAt),
          ...(unsure > 0 ? [TEXT.counts.uncertain(unsure)] : []),
          ...(Object.keys(corrections).length > 0 ? [TEXT.counts.corrected(Object.keys(corrections).length)] : []),
        ].join(' · ')}
      </p>
      {analysis.video ? <VideoBar video={analysis.video} onChapter={(seconds) => seek.current?.(seconds)} /> : null}
      {previous ? (
        <div className="note">
          <p>{TEXT.analysis.changed(previous.changed.length, previous.model.version)}</p>
          {previous.changed.length > 0 ? (
            <button type="button" onClick={() => setFilter(filter === 'changed' ? 'all' : 'changed')}>
              {filter === 'changed' ? TEXT.transcript.showAll : TEXT.analysis.showChanged}
            </button>
          ) : null}
        </div>
      ) : null}
      {analysis.warnings.length > 0 ? (
        <details className="note">
          <summary>{TEXT.analysis.warnings}</summary>
          <ul>
            {analysis.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </details>
      ) : null}
      <p role="status" className="quiet-text path">
        {saved ? TEXT.common.saved(saved) : ''}
      </p>
      <AnalysisView
        title={source.title}
        segments={segments}
        corrections={corrections}
        {...(previous ? { changed: previous.changed } : {})}
        isImported={analysis.model.channel === 'imported'}
        onEdit={setEdited}
        onSaved={setSaved}
        playable={playable}
        seekRef={seek}
        place={place}
        filter={filter}
        onFilter={setFilter}
      />
      {edited !== undefined && editedSegment ? (
        <CorrectionDialog
          key={edited}
          segment={editedSegment}
          correction={corrections[edited]}
          onSave={(correction) => void correct(edited, correction)}
          onClose={() => setEdited(undefined)}
        />
      ) : null}
      {isRenaming ? <RenameDialog id={id} title={source.title} onClose={() => setRenaming(false)} /> : null}
    </div>
  );
}
