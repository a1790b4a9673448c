// The page's icons: outlines on a 24 × 24 grid, drawn in the colour of the text around them.

const outlines = {
  alert: 'M12 4 21 20H3zM12 10v4M12 17v.2',
  arrow_down: 'M12 5v14M6 13l6 6 6-6',
  attach: 'M20 11.5 12 19.5a5 5 0 0 1-7-7l8.5-8.5a3.4 3.4 0 0 1 4.8 4.8L10 17a1.7 1.7 0 0 1-2.4-2.4L15 7.3',
  bin: 'M5 7h14M10 7V4.5h4V7M7 7l1 12.5h8L17 7M10.5 11v5M13.5 11v5',
  check: 'M5 12.5 10 17.5 19 7',
  chevron_left: 'M14.5 5 8 12l6.5 7',
  chevron_right: 'M9.5 5 16 12l-6.5 7',
  clock: 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 8v4.3l2.8 1.7',
  close: 'M6 6l12 12M18 6 6 18',
  copy: 'M9 9h10v11H9zM15 6V4H5v11h1.5',
  download: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  external: 'M8 16 17 7M10 7h7v7',
  file: 'M6 3.5h8l4 4v13H6zM14 3.5v4h4',
  microphone: 'M12 3.5a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0v-5a3 3 0 0 1 3-3zM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3',
  moon: 'M19.5 14.2A8 8 0 0 1 9.8 4.5a8 8 0 1 0 9.7 9.7z',
  note: 'M9 18V6l10-2v12M9 18a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM19 16a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0',
  picture: 'M4 5h16v14H4zM4 16l5-5 4 4 3-2.5 4 3.5M15.5 9v.2',
  pulse: 'M3 12.5h4l2.5-7 4.5 13 2.5-6H21',
  reply: 'M9.5 6 4 11.5 9.5 17M4.5 11.5H14a6 6 0 0 1 6 6V19',
  retry: 'M19 12a7 7 0 1 1-2-5M17.5 3v4.5H13',
  send: 'M4.5 12h14M12.5 5.5 19 12l-6.5 6.5',
  video: 'M4 6.5h11v11H4zM15 11l5-3v8l-5-3',
};
const solids = {
  pause: 'M7 5h3.6v14H7zM13.4 5H17v14h-3.6z',
  play: 'M8 4.8 19 12 8 19.2z',
  stop: 'M7 7h10v10H7z',
};
const drawing = 'http://www.w3.org/2000/svg';

/** A decorative picture; the control around it carries the name. */
export function icon(name) {
  const path = document.createElementNS(drawing, 'path');
  path.setAttribute('d', outlines[name] ?? solids[name]);
  const picture = document.createElementNS(drawing, 'svg');
  picture.setAttribute('viewBox', '0 0 24 24');
  picture.setAttribute('class', name in solids ? 'icon solid' : 'icon');
  picture.setAttribute('aria-hidden', 'true');
  picture.append(path);
  return picture;
}
