import { Smartphone } from 'lucide-react';
import { useState, useSyncExternalStore } from 'react';
import { BottomNotice, NoticeButton } from '../../../components/BottomNotice';
import { readStored, store } from '../../../lib/browserStorage';
import { installPrompt, needsHomeScreen, subscribeToInstallPrompt, takeInstallPrompt } from '../../../lib/installPrompt';
import { laterText } from '../../../lib/text/later';
import { countVisitedDay } from '../visitedDays';

const STORAGE_KEY = 'install hint';

/** Users who come back want the application, so they are asked on the third day. */
const FIRST_DAY = 3;

/** Offers to install the application, until the user answers. */
export function InstallHint() {
  const [isDay] = useState(() => countVisitedDay() >= FIRST_DAY);
  const [isAnswered, setAnswered] = useState(() => readStored('localStorage', STORAGE_KEY) !== undefined);
  const isOffered = useSyncExternalStore(subscribeToInstallPrompt, installPrompt) !== undefined;
  if (!isDay || isAnswered || !(isOffered || needsHomeScreen())) return null;

  const answer = () => {
    store('localStorage', STORAGE_KEY, 'answered');
    setAnswered(true);
  };
  const install = () => {
    answer();
    // The browser asks the user again, and may refuse.
    takeInstallPrompt()?.prompt().catch(() => undefined);
  };
  return (
    <section aria-label={laterText.install.title}>
      <BottomNotice Icon={Smartphone}>
        <span>{isOffered ? laterText.install.question : laterText.install.homeScreen}</span>
        {isOffered && <NoticeButton onClick={install}>{laterText.install.install}</NoticeButton>}
        <NoticeButton onClick={answer}>{laterText.install.notNow}</NoticeButton>
      </BottomNotice>
    </section>
  );
}
