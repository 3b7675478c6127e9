import { useId, useState } from 'react';
import { chooseReducedData } from '../../../lib/chooseReducedData';
import { browserReducesData, reducesData } from '../../../lib/reducedData';
import { laterText } from '../../../lib/text/later';
import { chooseTheme, storedTheme, THEMES } from '../../../lib/theme';
import styles from './AppearanceSettings.module.css';
import { Section } from './Section';
import shared from './Section.module.css';

/** Choices for this browser. They apply immediately. */
export function AppearanceSettings() {
  return (
    <>
      <Section title={laterText.settings.theme}>
        <ThemeChoice />
      </Section>
      <Section title={laterText.settings.reducedData}>
        <ReducedData />
      </Section>
    </>
  );
}

function ThemeChoice() {
  const [chosen, setChosen] = useState(storedTheme);
  return (
    <fieldset className={styles.choices}>
      <legend className="visually-hidden">{laterText.settings.theme}</legend>
      {THEMES.map((theme) => (
        <label key={theme} className={styles.choice}>
          <input
            type="radio"
            name="theme"
            checked={theme === chosen}
            onChange={() => {
              setChosen(theme);
              chooseTheme(theme);
            }}
          />
          {laterText.settings.themes[theme]}
        </label>
      ))}
    </fieldset>
  );
}

function ReducedData() {
  const [on, setOn] = useState(reducesData);
  const helpId = useId();
  const byBrowser = browserReducesData();
  return (
    <>
      <label className={styles.choice}>
        <input
          type="checkbox"
          checked={on}
          disabled={byBrowser}
          aria-describedby={helpId}
          onChange={({ target }) => {
            setOn(target.checked);
            chooseReducedData(target.checked);
          }}
        />
        {laterText.settings.reduceData}
      </label>
      <p id={helpId} className={shared.text}>
        {laterText.settings.reducedDataHelp} {byBrowser && laterText.settings.reducedByBrowser}
      </p>
    </>
  );
}
