// What the browser remembers for the page. Where its storage is switched off, nothing is remembered and
// nothing breaks.

const prefix = 'aisha-';

/** A value kept for every later visit, or null. */
export function recall(name) {
  return read(() => localStorage, name);
}

/** Keeps a value for every later visit. */
export function keep(name, value) {
  write(() => localStorage, name, value);
}

/** A value kept for this tab, or null. */
export function recallHere(name) {
  return read(() => sessionStorage, name);
}

/** Keeps a value for this tab, also when it is loaded again. */
export function keepHere(name, value) {
  write(() => sessionStorage, name, value);
}

function read(storage, name) {
  try {
    return storage().getItem(prefix + name);
  } catch {
    return null; // even naming the storage throws where it is forbidden
  }
}

function write(storage, name, value) {
  try {
    storage().setItem(prefix + name, value);
  } catch {
    // Forbidden or full: the value lasts as long as the page.
  }
}
