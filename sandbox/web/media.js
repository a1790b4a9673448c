// What a message carries beside its text, as page elements: sound, video, photos, documents.
import { element, label } from './dom.js';
import { icon } from './icons.js';
import { playerElement } from './player.js';
import { richWords } from './rich.js';
import { openViewer } from './viewer.js';
import { duration, fileSize, t } from './words.js';

/** The kinds the page can show, in the order in which a message is looked through. */
const kinds = ['voice', 'audio', 'video_note', 'animation', 'video', 'photo', 'document'];
/** Kinds of the Bot API that the page names but cannot show. */
const unshown = [
  'sticker',
  'location',
  'venue',
  'contact',
  'poll',
  'dice',
  'game',
  'invoice',
  'story',
  'paid_media',
  'checklist',
  'live_photo',
  'giveaway',
];

/** The message's kind of media, or null for a text. */
export function mediaKind(message) {
  return kinds.find((kind) => message[kind]) ?? null;
}

/** What the message is called where there is no room for it: its text, or the name of its kind. */
export function summary(message) {
  const kind = mediaKind(message);
  const words = message.rich_message ? richWords(message.rich_message) : (message.text ?? message.caption);
  if (!kind) return words ?? t('kind_other');
  const name = t(`kind_${kind}`);
  return words ? `${name}: ${words}` : (message[kind].file_name ?? name);
}

/**
 * The part of the message that its media element is built from; the element is kept as long as this stays the
 * same.
 */
export function mediaSource(message) {
  const kind = mediaKind(message);
  if (kind) return { kind, file: message[kind] };
  const strange = unshown.find((name) => message[name]);
  return strange ? { kind: 'strange', file: strange } : null;
}

/** Builds the element for mediaSource's answer; `addressOf` gives the address of a file_id. */
export function mediaElement({ kind, file }, addressOf) {
  switch (kind) {
    case 'voice':
      return playerElement({
        address: addressOf(file.file_id),
        seconds: file.duration,
        name: t('kind_voice'),
        bytes: file.file_size,
      });
    case 'audio':
      return playerElement({
        address: addressOf(file.file_id),
        seconds: file.duration,
        name: t('kind_audio'),
        title: file.title ?? file.file_name ?? t('kind_audio'),
        subtitle: file.performer,
        bytes: file.file_size,
      });
    case 'video':
    case 'animation':
      return video(file, addressOf(file.file_id), kind);
    case 'video_note':
      return videoNote(file, addressOf(file.file_id));
    case 'photo':
      return photo(file, addressOf);
    case 'document':
      return documentChip(file, addressOf(file.file_id));
    default:
      return element('p', { class: 'strange' }, t('cannot_show', { kind: file }));
  }
}

function video(file, address, kind) {
  const screen = element('video', {
    class: 'video',
    controls: true,
    preload: 'metadata',
    playsinline: true,
    src: address,
    width: file.width || null,
    height: file.height || null,
    'aria-label': t(`kind_${kind}`),
  });
  screen.addEventListener('error', () =>
    screen.replaceWith(chip({ ...file, file_name: file.file_name ?? t(`kind_${kind}`) }, address)),
  );
  return screen;
}

/** A round video: a press anywhere plays and pauses it. */
function videoNote(file, address) {
  const screen = element('video', { preload: 'metadata', playsinline: true, src: address });
  const time = element('span', { class: 'time' }, duration(file.duration));
  const button = element('button', { type: 'button', class: 'note-button' }, icon('play'));
  const show = () => {
    button.replaceChildren(icon(screen.paused ? 'play' : 'pause'));
    button.classList.toggle('playing', !screen.paused);
    label(button, t(screen.paused ? 'play_note' : 'pause'));
    time.textContent = duration(screen.paused ? file.duration : screen.currentTime);
  };
  button.addEventListener('click', () =>
    screen.paused ? screen.play().catch(() => broken()) : screen.pause(),
  );
  for (const kind of ['play', 'pause', 'ended', 'timeupdate']) screen.addEventListener(kind, show);
  const root = element('div', { class: 'note' }, screen, button, time);
  const broken = () => root.replaceWith(chip({ ...file, file_name: t('kind_video_note') }, address));
  screen.addEventListener('error', broken);
  show();
  return root;
}

/** Sizes of this many pixels are enough for the log; the viewer shows the largest. */
const logPx = 640;

/** A photo, of which the smallest size that will do is loaded. */
function photo(sizes, addressOf) {
  const largest = sizes.at(-1);
  const shown = sizes.find(({ width, height }) => Math.max(width, height) >= logPx) ?? largest;
  const address = addressOf(largest.file_id);
  const picture = element('img', {
    class: 'photo',
    src: addressOf(shown.file_id),
    alt: t('kind_photo'),
    width: largest.width || null,
    height: largest.height || null,
    loading: 'lazy',
    decoding: 'async',
  });
  const button = viewable(picture, address, 'photo.jpg', t('open_photo'));
  picture.addEventListener('error', () =>
    button.replaceWith(chip({ ...largest, file_name: t('kind_photo') }, address)),
  );
  return button;
}

/** A picture that opens in the viewer. */
function viewable(picture, address, name, words) {
  const button = element('button', { type: 'button', class: 'photo-button' }, picture);
  Object.assign(button.dataset, { address, name });
  label(button, words);
  button.addEventListener('click', () => openViewer(button));
  return button;
}

/** Pictures that browsers show, when they were sent as files. */
const shownTypes = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'];

function documentChip(file, address) {
  const plain = chip(file, address);
  if (!shownTypes.includes(file.mime_type)) return plain;
  const name = file.file_name ?? t('kind_document');
  const picture = element('img', { src: address, alt: '', loading: 'lazy', decoding: 'async' });
  const button = viewable(picture, address, name, t('picture_of', { name }));
  button.classList.add('chip-picture');
  picture.addEventListener('error', () => button.remove());
  return element('div', { class: 'file-with-picture' }, button, plain);
}

/** A document: its name and size, and a way to save it. */
function chip(file, address) {
  const name = file.file_name ?? t('kind_document');
  const size = file.file_size === undefined ? '' : fileSize(file.file_size);
  return element(
    'a',
    { class: 'chip', href: address, download: name, 'aria-label': t('save_file', { name, size }) },
    element('span', { class: 'chip-icon' }, icon('file')),
    element(
      'span',
      { class: 'chip-text' },
      element('span', { class: 'chip-name', dir: 'auto' }, name),
      element('span', { class: 'chip-size' }, size),
    ),
    icon('download'),
  );
}
