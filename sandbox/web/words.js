// Which language the page speaks, and how numbers, times and sizes are written in it.
import { strings } from './strings.js';

/** "ru" or "en": the first of the browser's languages that the page knows. */
export const language = pick(navigator.languages?.length ? navigator.languages : [navigator.language]);

const plural = new Intl.PluralRules(language);
const clock = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' });
const exact = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'medium' });
const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long' });
const dayOfYear = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', year: 'numeric' });

function pick(wanted) {
  for (const tag of wanted) {
    const primary = tag.toLowerCase().split('-')[0];
    if (primary in strings) return primary;
  }
  return 'en';
}

/** The page's words for a key; {name} is replaced from values, and a plural is chosen by values.count. */
export function t(key, values = {}) {
  let text = strings[language][key];
  if (text === undefined) throw new Error(`no words for "${key}"`);
  if (typeof text === 'object') text = text[plural.select(values.count)] ?? text.other;
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** Time of day of a Unix time in seconds. */
export function timeOfDay(seconds) {
  return clock.format(seconds * 1000);
}

/** Date and time in full, for tooltips. */
export function exactTime(seconds) {
  return exact.format(seconds * 1000);
}

/** "Today", "Yesterday" or the date. */
export function dayName(seconds) {
  const date = new Date(seconds * 1000);
  const now = new Date();
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (date.toDateString() === now.toDateString()) return t('today');
  if (date.toDateString() === yesterday.toDateString()) return t('yesterday');
  return (date.getFullYear() === now.getFullYear() ? day : dayOfYear).format(date);
}

/** 75 → "1:15", 3700 → "1:01:40". */
export function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const pad = (number) => String(number).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${pad(whole % 60)}`;
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(whole % 60)}`;
}

/** A file's size in the unit that suits it. */
export function fileSize(bytes) {
  const [unit, value] =
    bytes < 1000 ? ['byte', bytes] : bytes < 1e6 ? ['kilobyte', bytes / 1e3] : ['megabyte', bytes / 1e6];
  const format = {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 && unit !== 'byte' ? 1 : 0,
  };
  return new Intl.NumberFormat(language, format).format(value);
}

/**
 * Puts the words into the page's frame: data-text, data-label, data-title, data-aria and data-placeholder
 * hold keys.
 */
export function translateFrame(root) {
  for (const node of root.querySelectorAll('[data-text]')) node.textContent = t(node.dataset.text);
  for (const node of root.querySelectorAll('[data-title]')) node.title = t(node.dataset.title);
  for (const node of root.querySelectorAll('[data-aria]'))
    node.setAttribute('aria-label', t(node.dataset.aria));
  for (const node of root.querySelectorAll('[data-placeholder]'))
    node.placeholder = t(node.dataset.placeholder);
  for (const node of root.querySelectorAll('[data-label]')) {
    node.setAttribute('aria-label', t(node.dataset.label));
    node.title = t(node.dataset.label);
  }
}
