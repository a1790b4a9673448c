// Short notes that pass by, and dialogs that wait to be closed.
import { byId, element } from './dom.js';
import { icon } from './icons.js';
import { t } from './words.js';

const shortestMs = 4000;
const perCharacterMs = 60;

/** Shows a note for as long as it takes to read; an error looks like one. */
export function toast(text, { error = false } = {}) {
  const note = element(
    'div',
    { class: error ? 'toast error' : 'toast', dir: 'auto' },
    error && icon('alert'),
    element('span', {}, text),
  );
  byId('toasts').append(note);
  let timer = null;
  const arm = () => (timer = setTimeout(() => note.remove(), shortestMs + text.length * perCharacterMs));
  note.addEventListener('pointerenter', () => clearTimeout(timer));
  note.addEventListener('pointerleave', arm);
  note.addEventListener('click', () => note.remove());
  arm();
}

/**
 * Opens a dialog and answers when it is closed. `body` is a list of nodes or strings, each a paragraph where
 * it is a string; `actions` are extra buttons or links beside the closing one.
 */
export function dialog({ title, body, actions = [], kind = '' }) {
  const heading = title ? element('h2', { id: 'dialog-title', dir: 'auto' }, title) : null;
  const paragraphs = body.map((part) =>
    typeof part === 'string' ? element('p', { dir: 'auto' }, part) : part,
  );
  const close = element(
    'button',
    { type: 'button', class: 'button', onclick: () => box.close() },
    t('close'),
  );
  const box = element(
    'dialog',
    { class: `dialog ${kind}`, 'aria-labelledby': heading ? 'dialog-title' : null },
    heading,
    element('div', { class: 'dialog-body' }, paragraphs),
    element('div', { class: 'dialog-actions' }, actions, close),
  );
  box.addEventListener('click', (event) => {
    if (event.target === box) box.close(); // the backdrop
  });
  document.body.append(box);
  box.showModal();
  close.focus();
  return new Promise((resolve) => {
    box.addEventListener('close', () => {
      box.remove();
      resolve();
    });
  });
}

/** Shows what went wrong, in the words that came with it. */
export function reportError(error) {
  toast(error.message, { error: true });
}

/** Puts text on the clipboard, or says that the browser would not. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(t('copied'));
  } catch {
    if (copyBySelection(text)) toast(t('copied'));
    else toast(t('copy_failed'), { error: true });
  }
}

/** The old way, for addresses where the clipboard API is switched off (plain http in a network). */
function copyBySelection(text) {
  const holder = element('textarea', { class: 'offstage', readonly: true });
  holder.value = text;
  document.body.append(holder);
  holder.select();
  const done = document.execCommand('copy');
  holder.remove();
  return done;
}
