// IndexedDB with promises, and with a sentence for everything that can go wrong with it.

import { Problem } from "./problem.js";

/// Step by step from an empty database to today's: migrations[n] leads from version n to n + 1. Never change one, add one.
export const migrations = [
  (database) => database.createObjectStore("works", { keyPath: "id" }),
];

const sentences = {
  unavailable: "This browser keeps nothing here (private window, or storage is switched off): your work lives only as long as this tab. Download it before you leave.",
  quota: "The browser has no room left for your work: it lives only as long as this tab. Download it, or delete old works.",
  blocked: "Another tab holds an older version of the stored works. Close the other Evenkeel tabs; until then nothing is stored.",
  newer: "The stored works were written by a newer Evenkeel. Reload the page; until then your work lives only as long as this tab.",
  lost: "The browser has closed the store of your works. Your work lives only as long as this tab until it can be opened again.",
  damaged: "The browser cannot read its store of your works. Your work lives only as long as this tab: download it before you leave.",
};

export const storage_problem = (kind, error) => new Problem(`storage-${kind}`, sentences[kind], error ? { detail: String(error) } : {});

/// Which problem an exception of IndexedDB is.
export function problem_of(error) {
  if (error instanceof Problem) return error;
  const kinds = { QuotaExceededError: "quota", VersionError: "newer", SecurityError: "unavailable", InvalidStateError: "lost", AbortError: "lost" };
  return storage_problem(kinds[error?.name] ?? "damaged", error);
}

export const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/// Runs `work(store)` in one transaction and gives its value once that is safely in the store.
export async function transact(database, mode, work) {
  const transaction = database.transaction("works", mode);
  const finished = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error ?? new DOMException("aborted", "AbortError"));
  });
  finished.catch(() => {});   // whoever awaits it below hears of it
  let value;
  try {
    value = await work(transaction.objectStore("works"));
  } catch (error) {
    try { transaction.abort(); } catch { /* it has ended by itself */ }
    throw transaction.error ?? error;
  }
  await finished;
  return value;
}

/// Opens the database and brings it up to date. `on_close(problem)` when it is closed later by something other than us; `on_blocked(problem)`
/// while another tab keeps it from being brought up to date.
export function open_database(name, steps, { on_close, on_blocked }) {
  return new Promise((resolve, reject) => {
    let factory;
    try { factory = globalThis.indexedDB; } catch { /* some browsers throw where storage is off */ }
    if (!factory) throw storage_problem("unavailable");
    const request = factory.open(name, steps.length);
    request.onupgradeneeded = ({ oldVersion }) => {
      for (const step of steps.slice(oldVersion)) step(request.result, request.transaction);
    };
    request.onblocked = () => on_blocked(storage_problem("blocked"));
    request.onerror = () => reject(request.error?.name === "UnknownError" ? storage_problem("damaged", request.error) : request.error);
    request.onsuccess = () => {
      const database = request.result;
      database.onversionchange = () => {   // a newer page wants to change the schema: let it
        database.close();
        on_close(storage_problem("newer"));
      };
      database.onclose = () => on_close(storage_problem("lost"));
      resolve(database);
    };
  });
}
