// The limits of a submission: those of core/lab/submission.hpp (SubmissionLimits), kept here too so that nothing larger is ever unpacked.

export const limits = { bytes: 1024 * 1024, file_bytes: 256 * 1024, files: 64, path_bytes: 200 };

/// Whether a path stays inside a submission's folder on every system: HOST/FILE without anything clever.
export function is_inner_path(path) {
  const bytes = new TextEncoder().encode(path).length;
  if (bytes === 0 || bytes > limits.path_bytes) return false;
  if (/[\u0000-\u001f\u007f\\]/.test(path) || /^[A-Za-z]:/.test(path)) return false;
  return path !== "__proto__" && path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

/// A name that can be shown, whatever it holds.
export const printable = (name) => name.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "\ufffd").slice(0, 100);
