// Colours for the languages of the editor: haproxy.cfg, nginx.conf, a common one for other configuration files, none for the rest.
// A language reads line after line. `line(text, state, mark)` calls mark(from, to, kind) from left to right and gives the state in
// which the next line begins; kind is one of section, keyword, number, string, comment.

import { Decoration, ViewPlugin } from "./vendor/codemirror.js";

const words = (text) => new Set(text.trim().split(/\s+/));

const haproxy_sections = words(`
  global defaults frontend backend listen userlist peers resolvers mailers cache program http-errors ring fcgi-app log-forward
  crt-store traces`);

/// Words which are keywords wherever they stand in a line: parameters of server and bind lines, conditions.
const haproxy_parameters = words(`
  check inter fastinter downinter fall rise weight backup maxconn maxqueue minconn slowstart ssl verify crt ca-file alpn
  send-proxy send-proxy-v2 accept-proxy cookie observe on-error on-marked-down on-marked-up error-limit track agent-check
  agent-port agent-inter agent-addr port addr disabled enabled init-addr resolvers resolve-prefer id pool-max-conn
  pool-purge-delay tfo transparent if unless or`);

const number = /^[+-]?(\d[\d.]*)(us|ms|s|m|h|d|k|K|g|G|M|r\/s|r\/m|%)?$/;

/// The end of the word, string or comment which begins at `at`; quotes may stand inside a word, a backslash protects one character.
function word_end(text, at, stops) {
  let quote = "";
  for (; at < text.length; at += 1) {
    const character = text[at];
    if (character === "\\" && quote !== "'") at += 1;
    else if (quote) quote = character === quote ? "" : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (stops.test(character)) break;
  }
  return { end: Math.min(at, text.length), quote };
}

const quoted = (word) => word.startsWith('"') || word.startsWith("'");

const haproxy = {
  start: null,
  line(text, state, mark) {
    let at = 0;
    let first = true;
    while (at < text.length) {
      if (/\s/.test(text[at])) { at += 1; continue; }
      if (text[at] === "#") { mark(at, text.length, "comment"); break; }
      const { end } = word_end(text, at, /[\s#]/);
      const word = text.slice(at, end);
      if (first) mark(at, end, haproxy_sections.has(word) ? "section" : "keyword");
      else if (quoted(word)) mark(at, end, "string");
      else if (haproxy_parameters.has(word)) mark(at, end, "keyword");
      else if (number.test(word)) mark(at, end, "number");
      first = first && (word === "no" || word === "default");
      at = end;
    }
    return state;
  },
};

const nginx_blocks = words("events http server location upstream stream map if geo split_clients types limit_except mail");

const nginx = {
  start: { directive: true, quote: "" },
  line(text, { directive, quote }, mark) {
    let at = 0;
    if (quote) {
      const close = text.indexOf(quote);
      at = close < 0 ? text.length : close + 1;
      if (at > 0) mark(0, at, "string");
      if (close < 0) return { directive, quote };
      quote = "";
    }
    while (at < text.length) {
      if (/\s/.test(text[at])) { at += 1; continue; }
      if (text[at] === "#") { mark(at, text.length, "comment"); break; }
      if (/[;{}]/.test(text[at])) { directive = true; at += 1; continue; }
      const read = word_end(text, at, /[\s;{}]/);
      const word = text.slice(at, read.end);
      if (directive) mark(at, read.end, nginx_blocks.has(word) ? "section" : "keyword");
      else if (quoted(word)) mark(at, read.end, "string");
      else if (number.test(word)) mark(at, read.end, "number");
      directive = false;
      quote = read.quote;
      at = read.end;
    }
    return { directive, quote };
  },
};

/// keepalived.conf, nftables.conf, my.cnf, rules.yml: what they have in common.
const common = {
  start: null,
  line(text, state, mark) {
    let at = 0;
    let first = true;
    while (at < text.length) {
      if (/[\s{};,]/.test(text[at])) { at += 1; continue; }
      if (text[at] === "#" || (first && /[!;]/.test(text[at]))) { mark(at, text.length, "comment"); break; }
      const { end } = word_end(text, at, /[\s{};,=]/);
      const word = text.slice(at, Math.max(end, at + 1));
      if (first && /^\[.*\]$/.test(word)) mark(at, end, "section");
      else if (quoted(word)) mark(at, end, "string");
      else if (number.test(word)) mark(at, end, "number");
      else if (first && word !== "-" && word !== "=") mark(at, end, "keyword");
      first = first && word === "-";
      at += word.length;
    }
    return state;
  },
};

/// The language of a file by its name, or null.
export function language_of(path) {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (name.startsWith("haproxy") || name.endsWith(".cfg")) return haproxy;
  if (name.startsWith("nginx") || /\/(nginx|sites-[a-z]+|conf\.d)\//.test(path)) return nginx;
  return /\.(conf|cnf|ya?ml|rules|nft)$/.test(name) ? common : null;
}

const decorations = Object.fromEntries(
  ["section", "keyword", "number", "string", "comment"].map((kind) => [kind, Decoration.mark({ class: `cm-${kind}` })]));

function coloured({ state, viewport }, language) {
  const ranges = [];
  let at_line = language.start;
  const last = state.doc.lineAt(viewport.to).number;
  for (let number_of_line = 1; number_of_line <= last; number_of_line += 1) {
    const { from, to, text } = state.doc.line(number_of_line);
    const seen = to >= viewport.from;
    at_line = language.line(text, at_line, (start, end, kind) => {
      if (seen && end > start) ranges.push(decorations[kind].range(from + start, from + end));
    });
  }
  return Decoration.set(ranges);
}

/// The extension which colours the visible lines.
export function syntax(path) {
  const language = language_of(path);
  if (!language) return [];
  return ViewPlugin.fromClass(class {
    constructor(view) { this.decorations = coloured(view, language); }
    update(update) {
      if (update.docChanged || update.viewportChanged) this.decorations = coloured(update.view, language);
    }
  }, { decorations: (plugin) => plugin.decorations });
}
