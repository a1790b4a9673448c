// Light or dark: the system's choice until the reader makes one, which is remembered.
import { label } from './dom.js';
import { keep, recall } from './memory.js';
import { t } from './words.js';

const darkSystem = matchMedia('(prefers-color-scheme: dark)');

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === 'dark' : darkSystem.matches;
}

/** Applies the remembered theme and makes the button switch it. */
export function startTheme(button) {
  const chosen = recall('theme');
  if (chosen === 'dark' || chosen === 'light') document.documentElement.dataset.theme = chosen;
  const rename = () => label(button, t(isDark() ? 'theme_light' : 'theme_dark'));
  button.addEventListener('click', () => {
    const next = isDark() ? 'light' : 'dark';
    document.documentElement.dataset.theme = next;
    keep('theme', next);
    rename();
  });
  darkSystem.addEventListener('change', rename);
  rename();
}
