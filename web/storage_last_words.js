// What a tab could not save before it was closed. A database answers later, and a closing tab has no later: only localStorage is written at
// once. The next page that opens the store puts these works where they belong.

import { done } from "./storage_database.js";
import { new_id } from "./storage_records.js";

/// keep(given, work, revision): `given` is to be stored as `work`; `revision` is that of the record which this tab last read or wrote, 0 for
/// none. drop(given): that one is saved after all.
/// take_back(put): gives each kept work to `put(change)`, which runs change(works) in one transaction; what fails stays for another time.
export function last_words(name, tab) {
  const prefix = `${name}-unsaved-`;
  const places = () => { try { return globalThis.localStorage; } catch { return null; } };

  let latest = null;

  function keep(given, work, revision) {
    latest = given;
    try {
      places()?.setItem(prefix + tab, JSON.stringify({ work, revision, tab, at: Date.now() }));
    } catch { /* no room: the browser asks before it closes the tab */ }
  }

  function drop(given) {
    if (given !== latest) return;
    latest = null;
    places()?.removeItem(prefix + tab);
  }

  async function take_back(put) {
    const store = places();
    for (const key of Object.keys(store ?? {}).filter((one) => one.startsWith(prefix))) {
      let said;
      try { said = JSON.parse(store.getItem(key)); } catch { /* not ours */ }
      if (typeof said?.work?.id === "string") await put((works) => put_back(works, said));
      store.removeItem(key);
    }
  }

  return { keep, drop, take_back };
}

async function put_back(works, { work, revision, tab, at }) {
  const stored = await done(works.get(work.id));
  if (stored?.writer === tab && stored.at >= at) return;   // it was saved in time
  const foreign = stored && stored.writer !== tab && stored.revision !== revision;
  const record = { ...work, at, revision: (stored?.revision ?? 0) + 1, writer: tab };
  await done(works.put(foreign ? { ...record, id: new_id(), name: `${work.name} (copy)`, revision: 1 } : record));
}
