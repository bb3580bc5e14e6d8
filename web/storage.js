// Keeps works: in IndexedDB, with a short list in localStorage so that the gallery need not wait, and in memory when neither can be had.
// What a work is: storage_records.js.

import { Problem } from "./problem.js";
import { done, migrations, open_database, problem_of, transact } from "./storage_database.js";
import { last_words } from "./storage_last_words.js";
import { entry_of, new_id, short_list, work_of, work_version } from "./storage_records.js";

export { autosaver } from "./autosaver.js";

/// Opens the store; never fails: what goes wrong is told through onProblem({ id, text, … }), each kind once, and works stay in memory.
///
/// list() gives [{ id, name, lab, at }] at once, the latest first; `ready` resolves when it is that of the database. load(id) gives a work
/// or null. save(work) gives { id, name, kept }: kept is "stored" or "memory". Its id is another one when the work has become a copy,
/// because another tab had it open first (told at load as work-open-elsewhere) or has changed it since (told as work-copied, with the
/// copy's id and name as `work`); until the page uses the copy's id, the old one means the copy.
export function openStorage({ onProblem, name = "evenkeel", steps = migrations }) {
  const tab = new_id();
  const memory = new Map();
  const copies = new Map();   // by the id that the page knows: the id of this tab's own copy
  const seen = new Map();     // by id: revision and name as this tab last read or wrote them
  const elsewhere = new Set();
  const told = new Set();
  const unsaved = last_words(name, tab);
  let held = null;            // the work which this tab has open
  let database = null;

  function tell(problem) {
    if (told.has(problem.id) && !problem.work) return;
    told.add(problem.id);
    onProblem(problem);
  }
  const index = short_list(`${name}-works`, tell);
  let entries = new Map(index.read().map((entry) => [entry.id, entry]));

  function note(entry) {
    entries.set(entry.id, entry);
    index.write([...entries.values()]);
  }

  function open() {
    database ??= open_database(name, steps, {
      on_blocked: tell,
      on_close(problem) { database = null; tell(problem); },
    });
    database.catch(() => { database = null; });
    return database;
  }

  const taken_back = unsaved.take_back((change) => open().then((opened) => transact(opened, "readwrite", change))).catch(() => {});
  const all_entries = () => taken_back.then(open).then((opened) => transact(opened, "readonly", (works) => done(works.getAll()))).then((records) => {
    entries = new Map([...records, ...memory.values()].map((record) => [record.id, entry_of(record)]));
    index.write([...entries.values()]);
  });
  const ready = all_entries().catch((error) => tell(problem_of(error)));

  const channel = typeof BroadcastChannel === "function" ? new BroadcastChannel(`${name}-works`) : null;
  const is_before = (one, other) => one.since < other.since || (one.since === other.since && one.tab < other.tab);
  if (channel) {
    channel.onmessage = ({ data }) => {
      if (data.kind === "changed") entries.set(data.entry.id, data.entry);
      if (data.kind === "removed") entries.delete(data.id);
      if (held === null || data.id !== held.id) return;
      if (data.kind === "open" && is_before(held, data)) channel.postMessage({ kind: "held", ...held });
      if (data.kind === "held" && is_before(data, held) && !elsewhere.has(held.id)) {
        elsewhere.add(held.id);
        const of_work = { id: held.id, name: entries.get(held.id)?.name ?? held.id };
        tell(new Problem("work-open-elsewhere", `“${of_work.name}” is open in another tab. What you change here is kept as a copy.`, { work: of_work }));
      }
    };
  }

  function hold(id) {
    if (held?.id === id) return;
    held = { id, tab, since: Date.now() };
    elsewhere.delete(id);
    channel?.postMessage({ kind: "open", ...held });
  }

  async function load(id) {
    await taken_back;
    try {
      const record = memory.get(id) ?? await open().then((opened) => transact(opened, "readonly", (works) => done(works.get(id))));
      if (!record) return null;
      const work = work_of(record);
      seen.set(id, { revision: record.revision, name: record.name });
      copies.delete(id);
      hold(id);
      return work;
    } catch (error) {
      tell(problem_of(error));
      return null;
    }
  }

  /// Puts the work over the stored one, or beside it as a copy when the stored one is another tab's.
  async function put(works, work) {
    const stored = await done(works.get(work.id));
    const known = seen.get(work.id);
    const foreign = stored && (elsewhere.has(work.id) || (known ? stored.revision !== known.revision : stored.writer !== tab));
    const record = { ...work, version: work_version, at: Date.now(), revision: foreign ? 1 : (stored?.revision ?? 0) + 1, writer: tab };
    if (foreign) Object.assign(record, { id: new_id(), name: `${work.name} (copy)` });
    else if (stored && known && work.name === known.name) record.name = stored.name;   // renamed meanwhile in the gallery
    await done(works.put(record));
    return record;
  }

  /// From now on this tab works on its copy, whatever id the page calls it by.
  function become_copy(id, record) {
    const was_told = elsewhere.has(id);
    copies.set(id, record.id);
    hold(record.id);
    if (was_told) return;
    const work = { id: record.id, name: record.name };
    tell(new Problem("work-copied", `Another tab has changed this work. Yours is kept as “${work.name}”.`, { work }));
  }

  /// A work as it is stored: under the copy's id and name when it has become one.
  function own(given) {
    const copy = copies.get(given.id);
    const own_name = copy && entries.get(copy)?.name;
    return structuredClone({ ...given, id: copy ?? given.id, name: own_name ?? given.name });
  }

  /// To be called when the tab may be gone before a save is done; the next page then finds the work saved.
  function save_at_once(given) {
    const work = own(given);
    unsaved.keep(given, { ...work, version: work_version }, seen.get(work.id)?.revision ?? 0);
  }

  async function save(given) {
    const work = own(given);
    try {
      const record = await open().then((opened) => transact(opened, "readwrite", (works) => put(works, work)));
      memory.delete(work.id);
      unsaved.drop(given);
      seen.set(record.id, { revision: record.revision, name: record.name });
      note(entry_of(record));
      if (record.id !== work.id) become_copy(work.id, record);
      else hold(record.id);
      channel?.postMessage({ kind: "changed", entry: entry_of(record) });
      for (const id of ["storage-quota", "storage-lost"]) told.delete(id);   // it works again: the next failure is news
      return { id: record.id, name: record.name, kept: "stored" };
    } catch (error) {
      tell(problem_of(error));
      memory.set(work.id, { ...work, version: work_version, at: Date.now(), revision: 0, writer: tab });
      entries.set(work.id, entry_of(memory.get(work.id)));
      return { id: work.id, name: work.name, kept: "memory" };
    }
  }

  /// Changes one record by `change(works)` and tells the other tabs; what fails is told, and is false.
  async function alter(change, message) {
    try {
      await open().then((opened) => transact(opened, "readwrite", change));
      index.write([...entries.values()]);
      channel?.postMessage(message);
      return true;
    } catch (error) {
      tell(problem_of(error));
      return false;
    }
  }

  function remove(id) {
    memory.delete(id);
    entries.delete(id);
    return alter((works) => done(works.delete(id)), { kind: "removed", id });
  }

  function rename(id, to) {
    if (memory.has(id)) memory.get(id).name = to;
    if (!entries.has(id)) return Promise.resolve(false);
    const entry = { ...entries.get(id), name: to };
    entries.set(id, entry);
    return alter(async (works) => {
      const record = await done(works.get(id));
      if (record) await done(works.put({ ...record, name: to }));
    }, { kind: "changed", entry });
  }

  const list = () => [...entries.values()].map((entry) => ({ ...entry })).sort((a, b) => b.at - a.at);

  return { list, load, save, save_at_once, remove, rename, ready };
}
