import { useId } from 'react';
import { laterText } from '../../../lib/text/later';
import { CROP_RATIOS, type CropRatio } from '../photoEdit';
import styles from './CropRatios.module.css';

interface CropRatiosProps {
  ratio: CropRatio;
  onRatio: (ratio: CropRatio) => void;
}

/** A choice between the shapes of a photo. */
export function CropRatios({ ratio, onRatio }: CropRatiosProps) {
  const name = useId();
  return (
    <fieldset className={styles.ratios}>
      <legend className="visually-hidden">{laterText.photoEditor.shape}</legend>
      {CROP_RATIOS.map((choice) => (
        <label key={choice} className={styles.ratio}>
          <input
            type="radio"
            className="visually-hidden"
            name={name}
            checked={choice === ratio}
            onChange={() => onRatio(choice)}
          />
          {laterText.photoEditor.shapes[choice]}
        </label>
      ))}
    </fieldset>
  );
}
