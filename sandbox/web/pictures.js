// Asking how chosen pictures are to be sent: as photos, or as files.
import { element } from './dom.js';
import { t } from './words.js';

/** Answers {picturesAsFiles}, or null where the person thought better of it. */
export function askHow(pictures) {
  const addresses = pictures.map((picture) => URL.createObjectURL(picture));
  const thumbnail = (address, index) => {
    const image = element('img', { src: address, alt: pictures[index].name });
    image.addEventListener('error', () => image.remove()); // HEIC, which few browsers show
    return image;
  };
  let answer = null;
  const choice = (words, kind, value) =>
    element(
      'button',
      {
        type: 'button',
        class: `button ${kind}`,
        onclick: () => {
          answer = value;
          box.close();
        },
      },
      words,
    );
  const asPhotos = choice(t('as_photos'), 'primary', { picturesAsFiles: false });
  const box = element(
    'dialog',
    { class: 'dialog', 'aria-labelledby': 'pictures-title' },
    element('h2', { id: 'pictures-title' }, t('send_pictures', { count: pictures.length })),
    element(
      'div',
      { class: 'dialog-body' },
      element('div', { class: 'chosen' }, addresses.map(thumbnail)),
      element('p', {}, t('send_pictures_how')),
    ),
    element(
      'div',
      { class: 'dialog-actions' },
      choice(t('not_now'), 'quiet', null),
      choice(t('as_files'), '', { picturesAsFiles: true }),
      asPhotos,
    ),
  );
  document.body.append(box);
  box.showModal();
  asPhotos.focus();
  return new Promise((resolve) => {
    box.addEventListener('close', () => {
      box.remove();
      for (const address of addresses) URL.revokeObjectURL(address);
      resolve(answer);
    });
  });
}
