// Saves what changes, soon but not at every key; the browser asks before it closes a tab only while something is unsaved.

/// changed(work): to be saved after `delayMs` without a further change, after 8 such delays in any case. flush(): now; resolves when all is
/// saved, with the last answer of storage.save. unsaved(): whether closing the tab would lose something. stop(): flushes and ends.
export function autosaver(storage, delayMs = 500, onSaved = () => {}) {
  let pending = null;
  let since = 0;         // when the oldest unsaved change came
  let timer = null;
  let saving = null;     // the save under way
  let latest = null;     // the work of that save, or of the last one
  let in_danger = false; // the last save did not reach the store
  let answer = null;

  async function save_all() {
    while (pending) {
      latest = pending;
      pending = null;
      answer = await storage.save(latest);
      in_danger = answer.kept !== "stored";
      onSaved(answer);
    }
  }

  function flush() {
    clearTimeout(timer);
    saving ??= save_all().finally(() => { saving = null; });
    return saving.then(() => answer);
  }

  function changed(work) {
    const now = Date.now();
    if (!pending) since = now;
    pending = work;
    clearTimeout(timer);
    timer = setTimeout(flush, Math.min(delayMs, Math.max(0, since + 8 * delayMs - now)));
  }

  const unsaved = () => pending !== null || saving !== null || in_danger;

  const on_hide = () => { if (document.visibilityState === "hidden") flush(); };
  const on_unload = (event) => {
    if (!unsaved()) return;
    leave();
    event.preventDefault();
  };
  function leave() {
    if (unsaved()) storage.save_at_once(pending ?? latest);
    return flush();
  }
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", on_hide);
  addEventListener("beforeunload", on_unload);

  function stop() {
    removeEventListener("pagehide", leave);
    document.removeEventListener("visibilitychange", on_hide);
    removeEventListener("beforeunload", on_unload);
    return flush();
  }

  return { changed, flush, unsaved, stop };
}
