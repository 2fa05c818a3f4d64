/** Entry of the window's page. */

import { CSPProvider } from '@base-ui/react/csp-provider';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import './styles/base.css';
import './styles/frame.css';
import './styles/controls.css';
import './styles/overlays.css';
import './styles/screens.css';
import './styles/lists.css';
import './styles/sync.css';
import './styles/training.css';
import './styles/scores.css';
import './styles/news.css';
import './styles/transcript.css';
import './styles/video.css';
import './styles/queue.css';
import './styles/models.css';
import './styles/analysis.css';

const root = document.querySelector('#root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <CSPProvider disableStyleElements>
        <App />
      </CSPProvider>
    </StrictMode>,
  );
}
