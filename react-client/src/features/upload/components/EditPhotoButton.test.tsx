import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';
import { stubCanvas } from '../../../testing/canvas';
import { renderSignedIn } from '../../../testing/render';
import { aPhoto, stubUploads } from '../../../testing/uploads';
import { useImageUpload } from '../useImageUpload';
import { useIncomingImages } from '../useIncomingImages';
import { EditPhotoButton } from './EditPhotoButton';

const original = aPhoto('holiday.webp', 'image/webp');
let uploads: ReturnType<typeof stubUploads>;

function Form({ photo }: { photo: File }) {
  const upload = useImageUpload(() => undefined);
  useIncomingImages(([file]) => {
    if (file) upload.start(file);
  });
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      <button type="button" onClick={() => upload.start(photo)}>
        Choose
      </button>
      <EditPhotoButton upload={upload} />
    </form>
  );
}

beforeEach(() => {
  uploads = stubUploads();
  stubCanvas();
});

const editor = () => screen.findByRole('dialog', { name: 'Edit photo' });
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));
const size = () => screen.findByText(/pixels$/);
const closed = () => waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
const sent = () => uploads.all.map(({ file }) => file);

async function openEditor(photo = original): Promise<void> {
  renderSignedIn(<Form photo={photo} />);
  expect(screen.queryByRole('button', { name: 'Edit photo' })).not.toBeInTheDocument();
  await press('Choose');
  await press('Edit photo');
  await editor();
}

it('rotates and crops the photo, and uploads the result as JPEG', async () => {
  await openEditor();
  expect(await size()).toHaveTextContent('1,200 × 800 pixels');

  await press('Rotate right');
  expect(await size()).toHaveTextContent('800 × 1,200 pixels');
  await userEvent.click(screen.getByRole('radio', { name: '1:1' }));
  expect(await size()).toHaveTextContent('800 × 800 pixels');
  await press('Done');

  await closed();
  expect(uploads.all[0]?.aborted).toBe(true);
  expect(sent()).toHaveLength(2);
  expect(uploads.last().file).toMatchObject({ name: 'holiday.jpg', type: 'image/jpeg' });
  expect(await uploads.last().file?.text()).toBe('800x800');
});

it('keeps a PNG a PNG', async () => {
  await openEditor(aPhoto('drawing.png', 'image/png'));
  await size();
  await press('Rotate left');
  await press('Done');

  await waitFor(() => expect(uploads.last().file).toMatchObject({ name: 'drawing.png', type: 'image/png' }));
});

it('leaves the upload alone if nothing is changed, or if it is cancelled', async () => {
  await openEditor();
  await size();
  await press('Done');
  await closed();

  await press('Edit photo');
  await size();
  await press('Rotate right');
  await press('Cancel');
  await closed();

  expect(sent()).toEqual([original]);
  expect(uploads.last().aborted).toBe(false);
});

it('continues with the earlier changes of the original, and uploads the original again after a reset', async () => {
  await openEditor();
  await size();
  await userEvent.click(screen.getByRole('radio', { name: '16:9' }));
  await press('Done');
  await closed();

  await press('Edit photo');
  expect(await size()).toHaveTextContent('1,200 × 675 pixels');
  expect(screen.getByRole('radio', { name: '16:9' })).toBeChecked();
  await press('Reset');
  expect(await size()).toHaveTextContent('1,200 × 800 pixels');
  await press('Done');
  await closed();

  expect(uploads.last().file).toBe(original);
});

it('asks before it discards changes', async () => {
  await openEditor();
  await size();
  await press('Rotate right');

  await userEvent.keyboard('{Escape}');
  await press('Discard');

  await closed();
  expect(sent()).toEqual([original]);
});

it('says so if the browser cannot read the photo', async () => {
  stubCanvas(() => false);
  await openEditor();

  expect(await screen.findByRole('alert')).toHaveTextContent('Your browser can’t edit this photo.');
  await userEvent.click(within(await editor()).getAllByRole('button', { name: 'Close' })[0] ?? document.body);

  await closed();
  expect(uploads.last().aborted).toBe(false);
});

it('labels the handles, and takes no photos that are dropped meanwhile', async () => {
  await openEditor();
  await size();
  expect(screen.getByRole('group', { name: /^Selection/ })).toBeVisible();
  expect(screen.getByRole('button', { name: /^Top left corner/ })).toBeVisible();
  expect(screen.getByRole('button', { name: /^Bottom edge/ })).toBeVisible();

  fireEvent.drop(document.body, { dataTransfer: { files: [aPhoto('other.jpg')] } });

  expect(await editor()).toBeVisible();
  expect(sent()).toEqual([original]);
});

it('sends nothing if it is cancelled while the photo is written', async () => {
  await openEditor();
  await size();
  let write: BlobCallback = () => undefined;
  HTMLCanvasElement.prototype.toBlob = vi.fn((onWritten: BlobCallback) => (write = onWritten));
  await press('Rotate right');
  await press('Done');
  expect(screen.getByRole('button', { name: 'Saving…' })).toHaveAttribute('aria-disabled', 'true');
  await press('Cancel');
  await closed();

  write(new Blob(['late'], { type: 'image/jpeg' }));
  await press('Edit photo');

  await editor();
  expect(sent()).toEqual([original]);
});
