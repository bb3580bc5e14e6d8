// A submission as a folder: packed into a zip archive to download, unpacked from one or from dropped files.

import { strToU8, zipSync } from "./vendor/fflate.js";
import { is_inner_path, limits, printable } from "./limits.js";
import { Problem } from "./problem.js";
import { read_zip, utf8 } from "./zip.js";

/// Files which a submission may have beside those of its hosts.
const of_the_submission = ["answers.json", "topology.json", "runbook.txt"];

/// { path: text } as a zip archive; equal files give equal bytes, whenever and wherever they are packed.
export function packFolder(files) {
  const options = { level: 9, mtime: new Date(1980, 0, 1), os: 3, attrs: (0o100644 << 16) >>> 0 };
  const sorted = Object.keys(files).sort().map((path) => [path, [strToU8(files[path]), options]]);
  return zipSync(Object.fromEntries(sorted));
}

/// A folder around everything ("my-answer/lb-01/haproxy.cfg") is taken away, as long as it is not a host.
function without_outer_folder(files, hosts) {
  for (;;) {
    const outer = files[0]?.[0].split("/")[0];
    const around_all = files.length > 0 && files.every(([path]) => path.startsWith(`${outer}/`));
    const deep = hosts.size > 0 ? !hosts.has(outer) : files.some(([path]) => path.split("/").length > 2);
    if (!around_all || !deep) return files;
    files = files.map(([path, text]) => [path.slice(outer.length + 1), text]);
  }
}

/// A file that comes without its host ("haproxy.cfg") belongs where the lab has one of that name.
function at_its_place([path, text], editable) {
  if (path.includes("/") || editable.length === 0 || editable.includes(path) || of_the_submission.includes(path)) return [path, text];
  const places = editable.filter((known) => known.endsWith(`/${path}`));
  if (places.length === 1) return [places[0], text];
  const name = printable(path);
  if (places.length > 1) throw new Problem("file-ambiguous", `“${name}” could be ${places.join(" or ")}: drop its folder, or a zip archive.`);
  throw new Problem("file-unknown", `“${name}” is none of this lab's files: ${editable.join(", ")}.`);
}

function collected(files, editable) {
  const hosts = new Set(editable.filter((path) => path.includes("/")).map((path) => path.split("/")[0]));
  const problems = [];
  const kept = new Map();
  for (const file of without_outer_folder(files, hosts)) {
    try {
      const [path, text] = at_its_place(file, editable);
      if (kept.has(path)) throw new Problem("file-twice", `“${printable(path)}” is there twice.`);
      kept.set(path, text);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problems.push(error);
    }
  }
  if (files.length === 0) problems.push(new Problem("folder-empty", "There are no files in it."));
  return { files: Object.fromEntries(kept), problems };
}

const is_zip = (bytes) => bytes[0] === 0x50 && bytes[1] === 0x4b;

/// Dropped or chosen files as [[path, text]], by the same limits as an archive's.
async function read_files(list) {
  const [first] = list;
  if (list.length === 1 && /\.zip$/i.test(first.name)) {
    if (first.size > 4 * limits.bytes) throw new Problem("zip-too-large", "The archive is larger than 4 MiB.");
    return read_zip(new Uint8Array(await first.arrayBuffer()));
  }
  if (list.length > limits.files) throw new Problem("files-too-many", `${list.length} files; a submission has at most ${limits.files}.`);
  const total = list.reduce((sum, { size }) => sum + size, 0);
  if (total > limits.bytes) throw new Problem("files-too-large", `The files are larger than ${limits.bytes / 1024} KiB together.`);
  const files = [];
  for (const file of list) {
    const path = file.webkitRelativePath || file.name;
    const name = printable(path);
    if (file.size > limits.file_bytes) throw new Problem("file-too-large", `“${name}” is larger than ${limits.file_bytes / 1024} KiB.`);
    if (!is_inner_path(path)) throw new Problem("file-bad-path", `“${name}” is no name which every system can write.`);
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (is_zip(bytes)) throw new Problem("file-archive", `“${name}” is an archive: open it alone.`);
    const text = utf8(bytes);
    if (text === null || text.includes("\0")) throw new Problem("file-not-text", `“${name}” is not text in UTF-8.`);
    files.push([path, text]);
  }
  return files;
}

/// The files of a zip archive (Uint8Array, ArrayBuffer) or of a FileList: { files: { path: text }, problems: [Problem] }, never an
/// exception. `editable` are the lab's paths: by them files without a folder find their host. From an archive with anything hostile
/// in it, no file is kept.
export async function unpackFolder(source, { editable = [] } = {}) {
  try {
    const bytes = source instanceof ArrayBuffer ? new Uint8Array(source) : source;
    return collected(bytes instanceof Uint8Array ? read_zip(bytes) : await read_files([...source]), editable);
  } catch (error) {
    const problem = error instanceof Problem ? error : new Problem("files-unreadable", "The files could not be read.", { detail: String(error) });
    return { files: {}, problems: [problem] };
  }
}
