#include "serve/server.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <thread>

#define CPPHTTPLIB_USE_POLL
#include <fmt/format.h>
#include <httplib.h>

#include "base/text.hpp"
#include "bundles.hpp"
#include "failure.hpp"
#include "sentences.hpp"
#include "serve/interruption.hpp"
#include "serve/lab_watch.hpp"
#include "serve/own_names.hpp"
#include "serve/site_file.hpp"
#include "system_words.hpp"

namespace evenkeel::cli {

namespace {

using httplib::Request;
using httplib::Response;
using Routed = httplib::Server::HandlerResponse;

constexpr std::size_t threads = 40;
/// Each page that listens for changes keeps a thread; enough of them are left for files.
constexpr int most_listeners = 16;
constexpr int poll_ms = 500;

constexpr std::string_view events_path = "events";
constexpr std::string_view worker_path = "service-worker.js";
/// What the worker's source says, and what it shall say here: labs are asked for, whatever was kept of them.
constexpr std::string_view labs_are_kept = "const labsAreLive = false;";
constexpr std::string_view labs_are_live = "const labsAreLive = true;";

httplib::Headers safe_headers()
{
    return {{"Content-Security-Policy",
             "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
             "worker-src 'self'; base-uri 'none'; form-action 'none'"},
            {"X-Content-Type-Options", "nosniff"},
            {"Referrer-Policy", "no-referrer"},
            {"Cache-Control", "no-cache"}};
}

std::string sentences_of(const std::vector<Diagnostic>& diagnostics)
{
    std::string text;
    for (const Diagnostic& diagnostic : diagnostics) text += to_text(diagnostic) + "\n";
    return text;
}

void refuse(Response& response, int status, const Diagnostic& why)
{
    response.status = status;
    response.set_content(sentences_of({why}), "text/plain; charset=utf-8");
}

/// For one who has these bytes already only that they are still the same.
void answer(const Request& request, Response& response, const SiteFile& file, std::string_view type)
{
    response.set_header("ETag", file.tag);
    response.set_header("Vary", "Accept-Encoding");
    if (names_tag(request.get_header_value("If-None-Match"), file.tag)) {
        response.status = 304;
        return;
    }
    if (!file.coding.empty()) response.set_header("Content-Encoding", std::string(file.coding));
    response.set_content(file.bytes, std::string(type));
}

void answer_text(const Request& request, Response& response, std::string text, std::string_view type)
{
    std::string tag = tag_of(text, "");
    answer(request, response, {std::move(text), "", std::move(tag)}, type);
}

bool is_address(const std::string& text)
{
    std::array<unsigned char, 16> bytes{};
    return inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 || inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1;
}

class SiteServer {
public:
    SiteServer(const ServeSettings& settings, const Shared& shared) : settings_(settings), shared_(shared)
    {
        server_.new_task_queue = [] { return new httplib::ThreadPool(threads); };
        // Without SO_REUSEPORT, which would let a second program have the same port and half of the requests.
        server_.set_socket_options([](int socket) {
            const int yes = 1;
            setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
        });
        // One request a connection: on one machine it costs nothing, no body that nobody read is taken for the next request, and the
        // end is not delayed by connections that wait.
        server_.set_keep_alive_max_count(1);
        server_.set_keep_alive_timeout(1);
        server_.set_payload_max_length(1 << 20);
        server_.set_default_headers(safe_headers());
        server_.set_pre_routing_handler([this](const Request& request, Response& response) { return route(request, response); });
        server_.Post(".*", refuse_method);
        server_.Put(".*", refuse_method);
        server_.Patch(".*", refuse_method);
        server_.Delete(".*", refuse_method);
        server_.set_exception_handler([](const Request&, Response& response, std::exception_ptr thrown) { answer_failure(response, thrown); });
    }

    /// Has the address from here on; gives the port.
    int bind()
    {
        // A name would be looked up in the network, and could be that of several addresses.
        if (settings_.host != "localhost" && !is_address(settings_.host)) fail_to_listen(ExitCode::wrong_use, "it is no address in numbers");
        const bool any = settings_.port == 0;
        const int port = any ? server_.bind_to_any_port(settings_.host) : settings_.port;
        if (port < 0 || (!any && !server_.bind_to_port(settings_.host, port))) fail_to_bind(errno);
        names_ = {settings_.host, port};
        return port;
    }

    void listen_until_interrupted()
    {
        std::atomic<bool> ended = false;
        interruption_.call_at_interruption([&] {
            while (!server_.is_running() && !ended) std::this_thread::sleep_for(std::chrono::milliseconds(10));
            server_.stop();
        });
        const bool worked = server_.listen_after_bind();
        ended = true;
        if (!worked) fail_to_listen(ExitCode::own_fault, "its socket was lost");
    }

private:
    [[noreturn]] void fail_to_listen(ExitCode code, std::string_view why) const
    {
        const std::string port = std::to_string(settings_.port);
        throw Failure(code, say(Severity::error, messages::cannot_listen, {}, {{"address", printable(settings_.host)}, {"port", port}, {"why", why}}));
    }

    [[noreturn]] void fail_to_bind(int error) const
    {
        if (error == EADDRINUSE)
            throw Failure(ExitCode::wrong_use, say(Severity::error, messages::port_in_use, {}, {{"port", std::to_string(settings_.port)}}));
        fail_to_listen(ExitCode::wrong_use, words_of_error(error));
    }

    static void refuse_method(const Request& request, Response& response)
    {
        response.set_header("Allow", "GET, HEAD");
        refuse(response, 405, say(Severity::error, messages::get_only, {}, {{"method", request.method}}));
    }

    static void answer_failure(Response& response, const std::exception_ptr& thrown)
    {
        response.status = 500;
        std::string text;
        try {
            std::rethrow_exception(thrown);
        } catch (const Failure& failure) {
            text = sentences_of(failure.diagnostics());
        } catch (const std::exception& error) {
            text = sentences_of({say(Severity::error, messages::own_fault, {}, {{"why", printable(error.what())}})});
        }
        response.set_content(text, "text/plain; charset=utf-8");
    }

    Routed route(const Request& request, Response& response)
    {
        const std::string host = request.get_header_value("Host");
        if (request.get_header_value_count("Host") != 1 || !is_own_name(host, names_, request.local_addr)) {
            const std::string own = fmt::format("{}", fmt::join(own_names(names_, request.local_addr), ", "));
            refuse(response, 421, say(Severity::error, messages::foreign_host, {}, {{"host", printable(host)}, {"own", own}}));
            return Routed::Handled;
        }
        // What may have a body comes back through refuse_method when that was read: the answer would get lost otherwise.
        for (const std::string_view with_body : {"POST", "PUT", "PATCH", "DELETE"})
            if (request.method == with_body) return Routed::Unhandled;
        if (request.method == "GET" || request.method == "HEAD") answer_path(request, response);
        else refuse_method(request, response);
        return Routed::Handled;
    }

    void answer_path(const Request& request, Response& response)
    {
        const std::optional<std::string> path = site_path(request.path);
        if (path && *path == events_path) return answer_events(response);
        if (path && path->starts_with("labs/")) return answer_lab(request, response, path->substr(5));
        const Codings allowed = path == worker_path ? Codings{} : read_accept_encoding(request.get_header_value("Accept-Encoding"));
        const std::optional<SiteFile> file = path ? read_site_file(settings_.site, *path, allowed) : std::nullopt;
        if (!file) return not_found(request, response);
        if (path == worker_path) return answer_text(request, response, with_live_labs(file->bytes), content_type_of(*path));
        answer(request, response, *file, content_type_of(*path));
    }

    static void not_found(const Request& request, Response& response)
    {
        refuse(response, 404, say(Severity::error, messages::not_served, {}, {{"path", printable(request.path)}}));
    }

    static std::string with_live_labs(std::string text)
    {
        if (const std::size_t at = text.find(labs_are_kept); at != std::string::npos) text.replace(at, labs_are_kept.size(), labs_are_live);
        return text;
    }

    void answer_lab(const Request& request, Response& response, const std::string& name)
    {
        response.set_header("Evenkeel-Events", std::string(events_path));
        const std::vector<LabPlace> labs = find_labs(shared_);
        if (name == "index.json") return answer_text(request, response, read_index(labs).config, content_type_of(name));
        for (const LabPlace& lab : labs)
            if (lab.id + ".json" == name) return answer_text(request, response, read_bundle(lab).config, content_type_of(name));
        not_found(request, response);
    }

    /// A folder that is missing for a moment has no labs for that moment.
    LabStamps stamps() const
    {
        try {
            return stamp_labs(find_labs(shared_));
        } catch (const Failure&) {
            return {};
        }
    }

    void answer_events(Response& response)
    {
        if (listeners_.fetch_add(1) >= most_listeners) {
            listeners_.fetch_sub(1);
            return refuse(response, 503, say(Severity::error, messages::too_many_listeners, {}, {{"most", std::to_string(most_listeners)}}));
        }
        response.set_chunked_content_provider(
            "text/event-stream",
            [this, seen = stamps(), greeted = false](std::size_t, httplib::DataSink& sink) mutable {
                std::string text = greeted ? "" : ": evenkeel tells which labs change\n\n";
                greeted = true;
                LabStamps now = stamps();
                for (const std::string& id : changed_labs(seen, now)) text += fmt::format("event: lab\ndata: {}\n\n", printable(id));
                seen = std::move(now);
                if (!text.empty() && !sink.write(text.data(), text.size())) return false;
                if (interruption_.wait(poll_ms)) sink.done();
                return true;
            },
            [this](bool) { listeners_.fetch_sub(1); });
    }

    ServeSettings settings_;
    const Shared& shared_;
    Interruption interruption_;
    httplib::Server server_;
    OwnNames names_;
    std::atomic<int> listeners_ = 0;
};

}  // namespace

void serve_site(const ServeSettings& settings, const Shared& shared, Console& console)
{
    static_cast<void>(find_labs(shared));
    SiteServer server(settings, shared);
    const int port = server.bind();
    console.out.write(fmt::format("Evenkeel at http://{}:{}/ (Ctrl+C ends it)\n", in_brackets(settings.host), port));
    console.out.flush();
    server.listen_until_interrupted();
}

}  // namespace evenkeel::cli
