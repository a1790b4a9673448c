// Builders of page elements. Foreign text only ever becomes text nodes and attributes, never markup.

/**
 * Makes an element. Properties whose name starts with "on" and hold a function become listeners; null,
 * undefined and false are left out; everything else becomes an attribute. Children may be nodes, strings,
 * null or lists of these.
 */
export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** The element of the page's frame with this id; its absence is a mistake of ours. */
export function byId(id) {
  const node = document.getElementById(id);
  if (!node) throw new Error(`index.html has no element #${id}`);
  return node;
}

/** Gives a control its accessible name, which is also its tooltip. */
export function label(node, text) {
  node.setAttribute('aria-label', text);
  node.title = text;
}

/** A link's address if a browser may follow it from a stranger's message, otherwise null. */
export function safeLink(address) {
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `http://${address}`);
    return ['http:', 'https:', 'mailto:', 'tel:'].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** Whether the reader asked for less movement. */
export function calm() {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
