// What the first seconds do without: it comes when the picture lives.

export { openCompare, showDifferences } from "./compare.js";
export { explain } from "./explain.js";
export { followRequest, showHop } from "./follow.js";
export { showInspection } from "./inspector.js";
export { showJournal } from "./journal.js";
export { watchMemory } from "./memory.js";
export { showPlotsTable } from "./plots_table.js";
export { showResults } from "./results.js";
