/** How well the versions read, over time: a chart of the three tasks, and the same numbers as a table. */

import type { ReactNode } from 'react';
import { useEffect, useMemo, useState } from 'react';
import { TASKS } from '../../shared/labels.ts';
import { CHANNELS } from '../../shared/model-config.ts';
import { DEFAULT_AUTO_SYNC } from '../../shared/sync.ts';
import type { MetricsPoint } from '../charts/metrics-option.ts';
import { createMetricsOption, METRICS_HEIGHT } from '../charts/metrics-option.ts';
import { usePalette } from '../charts/palette.ts';
import { saveChart } from '../charts/save-chart.ts';
import { useChart } from '../charts/use-chart.ts';
import { useApp } from '../state/app-store.ts';
import { f1Of } from '../state/describe-version.ts';
import type { VersionsOf } from '../state/use-versions.ts';
import { formatDate, TEXT } from '../text.ts';
import { SaveChartButton } from './SaveChartButton.tsx';

export function MetricsChart({ versions }: { readonly versions: VersionsOf }): ReactNode {
  const points = useMemo(() => toPoints(versions), [versions]);
  const [saved, setSaved] = useState('');
  const words = TEXT.modelVersions.chart;
  return (
    <section className="panel" aria-labelledby="metrics-title">
      {points.length === 0 ? (
        <>
          <h2 id="metrics-title">{words.title}</h2>
          <p className="quiet-text">{words.empty}</p>
        </>
      ) : (
        <Chart points={points} onSaved={(path) => setSaved(TEXT.common.saved(path))} />
      )}
      <p role="status" className="quiet-text">
        {saved}
      </p>
    </section>
  );
}

function Chart({ points, onSaved }: { readonly points: readonly MetricsPoint[]; readonly onSaved: (path: string) => void }): ReactNode {
  const palette = usePalette();
  const threshold = useApp(({ settings }) => settings?.auto_sync.auto_promote_threshold ?? DEFAULT_AUTO_SYNC.auto_promote_threshold);
  const [width, setWidth] = useState(0);
  const [hovered, setHovered] = useState<MetricsPoint>();
  const option = useMemo(() => createMetricsOption(points, threshold, palette, width), [points, threshold, palette, width]);
  const { element, chart } = useChart(option, (drawn) => {
    if (drawn.getWidth() !== width) setWidth(drawn.getWidth());
  });
  useEffect(() => {
    const drawn = chart.current;
    if (!drawn) return undefined;
    const onOver = ({ data }: { readonly data?: unknown }): void => setHovered(points[(data as { readonly index?: number }).index ?? -1]);
    const onOut = (): void => setHovered(undefined);
    drawn.on('mouseover', onOver);
    drawn.on('mouseout', onOut);
    return () => {
      drawn.off('mouseover', onOver);
      drawn.off('mouseout', onOut);
    };
  }, [points]);
  const words = TEXT.modelVersions.chart;
  const emotions = points.filter(({ task }) => task === 'emotion');
  const newest = emotions.filter(({ source }) => source === 'measured').toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))[0];
  const sources = new Set(points.map(({ source }) => source));
  return (
    <>
      <div className="panel-head">
        <h2 id="metrics-title" className="title">
          {words.title}
        </h2>
        <SaveChartButton onPress={() => void saveChart(chart.current, words.file, palette.surface).then((path) => path && onSaved(path))} />
      </div>
      <div
        ref={element}
        role="img"
        aria-label={words.label(new Set(points.map(nameOf)).size, newest ? words.newest(nameOf(newest), newest.f1) : '')}
        style={{ height: METRICS_HEIGHT }}
      />
      <p className="metrics-legend quiet-text">
        <Sign kind="baseline" text={words.baseline} />
        <Sign kind="dynamic" text={words.dynamic} />
        {sources.has('claimed') ? <Sign kind="claimed" text={words.claimed} /> : null}
        {sources.has('stated') ? <Sign kind="stated" text={TEXT.modelVersions.sources.stated} /> : null}
        <Sign kind="threshold" text={words.threshold(threshold)} />
      </p>
      <p className="quiet-text" aria-hidden="true">
        {hovered ? describePoint(hovered) : words.hint}
      </p>
      <details>
        <summary>{words.table}</summary>
        <MetricsTable points={points} />
      </details>
    </>
  );
}

function Sign({
  kind,
  text,
}: {
  readonly kind: 'baseline' | 'dynamic' | 'claimed' | 'stated' | 'threshold';
  readonly text: string;
}): ReactNode {
  return (
    <span className={`metrics-sign ${kind}`}>
      <svg viewBox="0 0 28 12" aria-hidden="true">
        {kind === 'claimed' ? (
          <>
            <path d="M3 2l8 8M11 2l-8 8" className="of-baseline" />
            <path d="M17 6h10M22 1v10" className="of-dynamic" />
          </>
        ) : kind === 'stated' ? (
          <>
            <path d="M3 2h8v8H3z" className="of-baseline" />
            <path d="M22 1l5 9H17z" className="of-dynamic" />
          </>
        ) : (
          <path d="M0 6h28" className="stroke" />
        )}
        {kind === 'baseline' ? <circle cx="14" cy="6" r="4" /> : null}
        {kind === 'dynamic' ? <path d="M14 1l5 5-5 5-5-5z" className="hollow" /> : null}
      </svg>
      {text}
    </span>
  );
}

function MetricsTable({ points }: { readonly points: readonly MetricsPoint[] }): ReactNode {
  const words = TEXT.modelVersions;
  const rows = [...Map.groupBy(points, nameOf).values()].flatMap((of) => (of[0] ? [{ ...of[0], of }] : []));
  return (
    <div className="table-scroll" tabIndex={0} role="group" aria-label={words.chart.table}>
      <table className="quality">
        <thead>
          <tr>
            <th scope="col">{words.chart.version}</th>
            <th scope="col">{words.chart.made}</th>
            {TASKS.map((task) => (
              <th key={task} scope="col">
                {words.chart.tasks[task]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ of, ...row }) => (
            <tr key={nameOf(row)}>
              <th scope="row">{nameOf(row)}</th>
              <td>{formatDate(row.at)}</td>
              {TASKS.map((task) => {
                const point = of.find((one) => one.task === task);
                return <td key={task}>{point ? `${words.score(point.f1)} ${words.sources[point.source]}`.trimEnd() : '–'}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function nameOf({ channel, version }: MetricsPoint): string {
  return TEXT.modelVersions.name(channel, version);
}

function describePoint(point: MetricsPoint): string {
  const { chart, sources } = TEXT.modelVersions;
  const words = chart.point(nameOf(point), point.at, chart.tasks[point.task], point.f1, point.source === 'claimed');
  return point.source === 'stated' ? `${words}, ${sources.stated}` : words;
}

/** Newest first, as the lists are. Versions without a date have no place on the time axis. */
function toPoints(versions: VersionsOf): MetricsPoint[] {
  return CHANNELS.flatMap((channel) =>
    versions[channel].versions.flatMap((known) =>
      TASKS.flatMap((task) => {
        const f1 = f1Of(known, task);
        if (f1 === null || known.createdTime === null) return [];
        return [{ channel, version: known.version, task, at: known.createdTime, f1: f1.value, source: f1.source }];
      }),
    ),
  );
}
