// What is kept of a work: { id, name, lab, version: 1, files: { path: text }, session, at }. id is a string, session whatever JSON the page
// wants, at the time of saving in milliseconds. A stored record has besides: revision, which counts its savings, and writer, the tab.

import { Problem } from "./problem.js";

export const work_version = 1;

/// work_migrations[n] makes a work of version n + 1 from one of version n.
const work_migrations = {};

export const new_id = () => globalThis.crypto.getRandomValues(new Uint32Array(3)).reduce((text, part) => text + part.toString(36).padStart(7, "0"), "");

export const entry_of = ({ id, name, lab, at, best }) => (best === undefined ? { id, name, lab, at } : { id, name, lab, at, best });

function is_work(work) {
  const is_text = (value) => typeof value === "string";
  return work && is_text(work.id) && is_text(work.name) && is_text(work.lab) && Number.isInteger(work.version) && typeof work.files === "object"
    && work.files !== null && Object.values(work.files).every(is_text);
}

/// A stored record as today's work. Throws a Problem when it cannot be one; the record itself stays as it is.
export function work_of({ revision, writer, ...record }) {
  if (!is_work(record)) throw new Problem("work-damaged", `The stored work “${record.name ?? record.id}” is damaged and cannot be opened.`);
  let work = record;
  while (work.version < work_version && work_migrations[work.version]) work = { ...work_migrations[work.version](work), version: work.version + 1 };
  if (work.version !== work_version) throw new Problem("work-too-new", `The work “${work.name}” was saved by a newer Evenkeel. Reload the page to open it.`);
  return work;
}

/// The list in localStorage. Only an accelerator: what it cannot hold is read from the database.
export function short_list(key, on_problem) {
  return {
    read() {
      try {
        const list = JSON.parse(globalThis.localStorage.getItem(key) ?? "[]");
        return Array.isArray(list) ? list.filter((entry) => typeof entry?.id === "string" && typeof entry.name === "string") : [];
      } catch {
        return [];   // unreadable: the database's own list replaces it as soon as that is open
      }
    },
    write(list) {
      try {
        globalThis.localStorage.setItem(key, JSON.stringify(list));
      } catch (error) {
        on_problem(new Problem("list-not-kept", "The browser does not keep the list of works: the gallery may show it late.", { detail: String(error) }));
      }
    },
  };
}
