import { QueryClientProvider } from '@tanstack/react-query';
import { startTransition, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { reloadOnSessionChange, keepSessionAliveWhileActive } from '../features/session/session';
import '../lib/navigation/beforeBack';
import { createQueryClient } from '../lib/api/queryClient';
import { keepInstallPrompt } from '../lib/installPrompt';
import { rememberPlaces } from '../lib/navigation/places';
import { text } from '../lib/text';
import { App } from './App';

document.documentElement.lang = text.language;
const client = createQueryClient();
rememberPlaces();
keepInstallPrompt();
reloadOnSessionChange();
keepSessionAliveWhileActive(client);

const root = document.getElementById('root');
if (root) {
  // As a transition, React renders in short pieces, between which the browser can do something else.
  startTransition(() =>
    createRoot(root).render(
      <StrictMode>
        <QueryClientProvider client={client}>
          <App />
        </QueryClientProvider>
      </StrictMode>,
    ),
  );
}
