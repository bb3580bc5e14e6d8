// Error pages: errorfile, errorfiles and sections http-errors, errorloc and its kin, http-error.

#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "config/haproxy/actions.hpp"
#include "config/haproxy/error_file.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

constexpr std::int32_t page_statuses[] = {200, 400, 401, 403, 404, 405, 407, 408, 410, 413, 421, 422, 425, 429, 500, 501, 502, 503, 504};
constexpr std::size_t buffer_bytes = 16'384;

bool is_page(std::int64_t status) { return std::find(std::begin(page_statuses), std::end(page_statuses), status) != std::end(page_statuses); }

bool is_missing(const Machine& machine, std::string_view path)
{
    return std::find(machine.missing_files.begin(), machine.missing_files.end(), path) != machine.missing_files.end();
}

std::optional<std::string> text_of_page(const Reader& reader, const std::string& path)
{
    if (is_missing(*reader.machine, path)) return std::nullopt;
    if (path == "/dev/null") return std::string{};
    if (auto text = open_file(reader, path)) return text;
    return packaged_error_file(path);
}

void keep(Reader& reader, std::shared_ptr<const ErrorPage> page) { reader.proxy().error_pages.push_back({std::move(page), {}, {}, reader.line}); }

void read_errorfile(Reader& reader, const Words& words)
{
    if (!words.has(1) || !words.has(2)) return reader.fatal(words.token(2), sentence::errorfile_expects);
    const std::int64_t status = leading_integer(words[1]);
    if (!is_page(status)) return reader.fatal(words.token(1), sentence::errorfile_status, {{"status", std::to_string(status)}});
    Fault said;
    auto page = read_error_file(reader, words.token(2), static_cast<std::int32_t>(status), said);
    if (!page) return reader.fatal(wrap(said, "errorfile : "));
    if (reader.section == "http-errors") reader.http_errors[reader.sections["http-errors"].back().name].push_back(std::move(page));
    else keep(reader, std::move(page));
}

void read_errorfiles(Reader& reader, const Words& words)
{
    if (!words.has(1)) return reader.fatal(words.token(1), sentence::errorfiles_expects);
    ErrorDraft draft;
    draft.section = words[1];
    draft.line = reader.line;
    for (std::size_t i = 2; words.has(i); ++i) {
        const std::int64_t status = leading_integer(words[i]);
        if (!is_page(status)) return reader.fatal(words.token(i), sentence::errorfiles_status, {{"status", std::to_string(status)}});
        draft.statuses.push_back(static_cast<std::int32_t>(status));
    }
    reader.proxy().error_pages.push_back(std::move(draft));
}

void read_errorloc(Reader& reader, const Words& words)
{
    if (!words.has(1) || !words.has(2)) return reader.fatal(words.token(2), sentence::errorloc_expects, {{"keyword", words[0]}});
    const std::int64_t status = leading_integer(words[1]);
    if (!is_page(status)) return reader.fatal(words.token(1), sentence::errorloc_status, {{"keyword", words[0]}, {"status", std::to_string(status)}});
    ErrorPage elsewhere;
    elsewhere.kind = PageKind::elsewhere;
    elsewhere.status = static_cast<std::int32_t>(status);
    elsewhere.code = words[0] == "errorloc303" ? 303 : 302;
    elsewhere.location = words[2];
    keep(reader, std::make_shared<const ErrorPage>(std::move(elsewhere)));
}

/// `http-error status STATUS …`: what a `return` rule would answer.
void read_http_error(Reader& reader, const Words& words)
{
    if (words[1] != "status") return reader.fatal(words.token(1), sentence::http_error_expects);
    if (!words.has(2)) return reader.fatal(wrap(fault(sentence::status_expects, words.token(2).column, {{"keyword", "status"}}), "http-error : "));
    const std::int64_t status = leading_integer(words[2]);
    if (!is_page(status)) return reader.fatal(words.token(2), sentence::http_error_status, {{"status", std::to_string(status)}});
    Fault said;
    ReadAction read;
    std::size_t index = 1;
    if (!read_reply(reader, "http-request", words, index, 0, RuleAction::return_status, read, said)) return reader.fatal(wrap(said, "http-error : "));
    if (words.has(index)) return reader.fatal(words.token(index), sentence::http_error_unknown, {{"word", words[index]}});
    if (!read.rule) return reader.not_simulated(words.token(0), words[0], "the directive does nothing here");
    if (read.rule->has_page) return;        // the default one
    if (!read.rule->expression.empty()) {
        reader.proxy().reply_sections.pop_back();
        reader.proxy().error_pages.push_back({nullptr, read.rule->expression, {static_cast<std::int32_t>(status)}, reader.line});
        return;
    }
    ErrorPage page;
    if (read.rule->page) {
        page = *read.rule->page;
    } else {
        page.kind = PageKind::reply;
        page.code = static_cast<std::int32_t>(status);
        page.formats = std::move(read.rule->headers);
        page.body = std::move(read.rule->value);
        page.has_body = read.rule->has_body;
    }
    page.status = static_cast<std::int32_t>(status);
    keep(reader, std::make_shared<const ErrorPage>(std::move(page)));
}

}  // namespace

bool read_error_page_line(Reader& reader, const Words& words)
{
    const std::string& keyword = words[0];
    if (keyword == "errorfile") return read_errorfile(reader, words), true;
    if (keyword == "errorfiles") return read_errorfiles(reader, words), true;
    if (keyword == "errorloc" || keyword == "errorloc302" || keyword == "errorloc303") return read_errorloc(reader, words), true;
    if (keyword == "http-error") return read_http_error(reader, words), true;
    return false;
}

void read_http_errors_line(Reader& reader, const Words& words)
{
    if (!words.has(1) || !words.has(2)) return reader.fatal(words.token(2), sentence::http_errors_expects);
    read_errorfile(reader, words);
}

std::shared_ptr<const ErrorPage> read_error_file(Reader& reader, const Token& path, std::int32_t status, Fault& said)
{
    std::optional<std::string> text = text_of_page(reader, path.text);
    if (!text) {
        said = fault(sentence::error_file_open, path.column, {{"path", path.text}});
        return nullptr;
    }
    if (text->size() > buffer_bytes) {
        reader.cross_warning_at(0, path.column, sentence::error_file_long, {{"path", path.text}, {"most", std::to_string(buffer_bytes)}});
        said = fault(sentence::error_file_payload, path.column, {{"path", path.text}});
        return nullptr;
    }
    const ErrorFile file = parse_error_file(*text);
    if (!file.problem.empty()) {
        said = fault(sentence::error_file_malformed, path.column, {{"path", path.text}, {"why", file.problem}});
        return nullptr;
    }
    ErrorPage page = file.page;
    page.status = status;
    return std::make_shared<const ErrorPage>(std::move(page));
}

std::optional<std::string> read_body_file(Reader& reader, const Token& path, Fault& said)
{
    std::optional<std::string> text = text_of_page(reader, path.text);
    if (!text) said = fault(sentence::body_file_open, path.column, {{"path", path.text}});
    else if (text->size() > buffer_bytes)
        said = fault(sentence::body_file_long, path.column, {{"path", path.text}, {"bytes", std::to_string(text->size())}, {"most", std::to_string(buffer_bytes)}});
    return text && text->size() <= buffer_bytes ? text : std::nullopt;
}

namespace {

const ErrorPage* page_in(const ErrorPages& pages, std::int32_t status)
{
    const auto found = std::find_if(pages.rbegin(), pages.rend(), [&](const auto& page) { return page->status == status; });
    return found == pages.rend() ? nullptr : found->get();
}

}  // namespace

void check_error_pages(Reader& reader, const Proxy& proxy)
{
    for (const ErrorDraft& draft : proxy.error_pages) {
        if (draft.section.empty()) continue;
        const std::string place = reader.file + ":" + std::to_string(draft.line);
        const auto section = reader.http_errors.find(draft.section);
        if (section == reader.http_errors.end()) {
            reader.cross_error_at(0, 0, sentence::errorfiles_section, {{"proxy", proxy.name}, {"name", draft.section}, {"place", place}});
            continue;
        }
        for (const std::int32_t status : draft.statuses)
            if (page_in(section->second, status) == nullptr)
                reader.cross_warning_at(0, 0, sentence::errorfiles_undeclared, {{"proxy", proxy.name}, {"status", std::to_string(status)}, {"name", draft.section}, {"place", place}});
    }
}

void check_reply_sections(Reader& reader, const Proxy& proxy)
{
    for (const ReplySection& reply : proxy.reply_sections) {
        const auto section = reader.http_errors.find(reply.name);
        if (section == reader.http_errors.end())
            reader.cross_error_at(0, 0, sentence::reply_section, {{"proxy", proxy.name}, {"name", reply.name}});
        else if (page_in(section->second, reply.status) == nullptr)
            reader.cross_warning_at(0, 0, sentence::reply_undeclared, {{"proxy", proxy.name}, {"status", std::to_string(reply.status)}, {"name", reply.name}});
    }
}

std::shared_ptr<const ErrorPage> page_of_section(const Reader& reader, std::string_view section, std::int32_t status)
{
    const auto found = reader.http_errors.find(section);
    if (found == reader.http_errors.end()) return nullptr;
    const auto page = std::find_if(found->second.rbegin(), found->second.rend(), [&](const auto& each) { return each->status == status; });
    return page == found->second.rend() ? nullptr : *page;
}

ErrorPages build_error_pages(const Reader& reader, const Proxy& proxy)
{
    ErrorPages pages;
    const auto put = [&](const std::shared_ptr<const ErrorPage>& page) {
        std::erase_if(pages, [&](const auto& other) { return other->status == page->status; });
        pages.push_back(page);
    };
    for (const ErrorDraft& draft : proxy.error_pages) {
        if (draft.page) put(draft.page);
        const auto section = reader.http_errors.find(draft.section);
        if (section == reader.http_errors.end()) continue;
        for (const auto& page : section->second)
            if (draft.statuses.empty() || std::find(draft.statuses.begin(), draft.statuses.end(), page->status) != draft.statuses.end()) put(page);
    }
    return pages;
}

}  // namespace evenkeel::haproxy
