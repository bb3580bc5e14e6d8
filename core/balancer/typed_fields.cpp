#include "balancer/typed_fields.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

/// Three letters say where a value comes from, of what nature it is, and how far it reaches.
struct Field {
    std::string_view name;
    std::string_view tags;
    std::string_view type;
};
/// The columns of `show stat`, in their order; "-" parts those of modules from the others and has no place.
constexpr std::array<Field, 128> columns{{
    {"pxname", "KNS", "str"}, {"svname", "KNS", "str"}, {"qcur", "MGP", "u32"}, {"qmax", "MMP", "u32"}, {"scur", "MGP", "u32"},
    {"smax", "MMP", "u32"}, {"slim", "CLP", "u32"}, {"stot", "MCP", "u64"}, {"bin", "MCP", "u64"}, {"bout", "MCP", "u64"}, {"dreq", "MCP", "u64"},
    {"dresp", "MCP", "u64"}, {"ereq", "MCP", "u64"}, {"econ", "MCP", "u64"}, {"eresp", "MCP", "u64"}, {"wretr", "MCP", "u64"},
    {"wredis", "MCP", "u64"}, {"status", "SGP", "str"}, {"weight", "MaP", "u32"}, {"act", "SGP", "u32"}, {"bck", "SGP", "u32"},
    {"chkfail", "MCP", "u64"}, {"chkdown", "MCP", "u64"}, {"lastchg", "MAP", "u32"}, {"downtime", "MCP", "u32"}, {"qlimit", "CGS", "u32"},
    {"pid", "KGP", "u32"}, {"iid", "KGS", "u32"}, {"sid", "KGS", "u32"}, {"throttle", "MaP", "u32"}, {"lbtot", "MCP", "u64"},
    {"tracked", "CNS", "str"}, {"type", "CGS", "u32"}, {"rate", "MRP", "u32"}, {"rate_lim", "CLP", "u32"}, {"rate_max", "MMP", "u32"},
    {"check_status", "MOP", "str"}, {"check_code", "MOP", "u32"}, {"check_duration", "MDP", "u64"}, {"hrsp_1xx", "MCP", "u64"},
    {"hrsp_2xx", "MCP", "u64"}, {"hrsp_3xx", "MCP", "u64"}, {"hrsp_4xx", "MCP", "u64"}, {"hrsp_5xx", "MCP", "u64"}, {"hrsp_other", "MCP", "u64"},
    {"hanafail", "MCP", "u64"}, {"req_rate", "MRP", "u32"}, {"req_rate_max", "MMP", "u32"}, {"req_tot", "MCP", "u64"}, {"cli_abrt", "MCP", "u64"},
    {"srv_abrt", "MCP", "u64"}, {"comp_in", "MCP", "u64"}, {"comp_out", "MCP", "u64"}, {"comp_byp", "MCP", "u64"}, {"comp_rsp", "MCP", "u64"},
    {"lastsess", "MAP", "s32"}, {"last_chk", "MOP", "str"}, {"last_agt", "MOP", "str"}, {"qtime", "MaP", "u32"}, {"ctime", "MaP", "u32"},
    {"rtime", "MaP", "u32"}, {"ttime", "MaP", "u32"}, {"agent_status", "MOP", "str"}, {"agent_code", "MOP", "u32"}, {"agent_duration", "MDP", "u64"},
    {"check_desc", "MOP", "str"}, {"agent_desc", "MOP", "str"}, {"check_rise", "CGS", "u32"}, {"check_fall", "CGS", "u32"},
    {"check_health", "CGS", "u32"}, {"agent_rise", "CGS", "u32"}, {"agent_fall", "CGS", "u32"}, {"agent_health", "CGS", "u32"},
    {"addr", "CGS", "str"}, {"cookie", "CNS", "str"}, {"mode", "CGS", "str"}, {"algo", "CGS", "str"}, {"conn_rate", "MRP", "u32"},
    {"conn_rate_max", "MMP", "u32"}, {"conn_tot", "MCP", "u64"}, {"intercepted", "MCP", "u64"}, {"dcon", "MCP", "u64"}, {"dses", "MCP", "u64"},
    {"wrew", "MCP", "u64"}, {"connect", "MCP", "u64"}, {"reuse", "MCP", "u64"}, {"cache_lookups", "MCP", "u64"}, {"cache_hits", "MCP", "u64"},
    {"srv_icur", "MGP", "u32"}, {"src_ilim", "CLP", "u32"}, {"qtime_max", "MMP", "u32"}, {"ctime_max", "MMP", "u32"}, {"rtime_max", "MMP", "u32"},
    {"ttime_max", "MMP", "u32"}, {"eint", "MCP", "u64"}, {"idle_conn_cur", "MGP", "u32"}, {"safe_conn_cur", "MGP", "u32"},
    {"used_conn_cur", "MGP", "u32"}, {"need_conn_est", "MGP", "u32"}, {"uweight", "MaP", "u32"}, {"agg_server_status", "MGP", "u32"},
    {"agg_server_check_status", "MGP", "u32"}, {"agg_check_status", "MGP", "u32"}, {"-", "", ""}, {"ssl_sess", "MCP", "u64"},
    {"ssl_reused_sess", "MCP", "u64"}, {"ssl_failed_handshake", "MCP", "u64"}, {"h2_headers_rcvd", "MCP", "u64"}, {"h2_data_rcvd", "MCP", "u64"},
    {"h2_settings_rcvd", "MCP", "u64"}, {"h2_rst_stream_rcvd", "MCP", "u64"}, {"h2_goaway_rcvd", "MCP", "u64"},
    {"h2_detected_conn_protocol_errors", "MCP", "u64"}, {"h2_detected_strm_protocol_errors", "MCP", "u64"}, {"h2_rst_stream_resp", "MCP", "u64"},
    {"h2_goaway_resp", "MCP", "u64"}, {"h2_open_connections", "MGP", "u64"}, {"h2_backend_open_streams", "MGP", "u64"},
    {"h2_total_connections", "MCP", "u64"}, {"h2_backend_total_streams", "MCP", "u64"}, {"h1_open_connections", "MGP", "u64"},
    {"h1_open_streams", "MGP", "u64"}, {"h1_total_connections", "MCP", "u64"}, {"h1_total_streams", "MCP", "u64"}, {"h1_bytes_in", "MCP", "u64"},
    {"h1_bytes_out", "MCP", "u64"}, {"h1_spliced_bytes_in", "MCP", "u64"}, {"h1_spliced_bytes_out", "MCP", "u64"},
}};
/// The same figures of a backend.
constexpr std::array<Field, 4> of_backends{{{"act", "MGP", "u32"}, {"bck", "MGP", "u32"}, {"rate", "MGP", "u32"}, {"rate_max", "MGP", "u32"}}};

struct Figure {
    std::int64_t place;
    std::string_view name;
    std::string_view tags;
    std::string_view type;
};
constexpr std::array<Figure, 69> figures{{
    {0, "Name", "POS", "str"}, {1, "Version", "POS", "str"}, {2, "Release_date", "POS", "str"}, {3, "Nbthread", "CGS", "u32"},
    {4, "Nbproc", "CGS", "u32"}, {5, "Process_num", "KGP", "u32"}, {6, "Pid", "SGP", "u32"}, {7, "Uptime", "MDP", "str"},
    {8, "Uptime_sec", "MDP", "u32"}, {9, "Memmax_MB", "CLP", "u32"}, {10, "PoolAlloc_MB", "MGP", "u32"}, {11, "PoolUsed_MB", "MGP", "u32"},
    {12, "PoolFailed", "MCP", "u32"}, {13, "Ulimit-n", "CLP", "u32"}, {14, "Maxsock", "CLP", "u32"}, {15, "Maxconn", "CLP", "u32"},
    {16, "Hard_maxconn", "CLP", "u32"}, {17, "CurrConns", "MGP", "u32"}, {18, "CumConns", "MCP", "u32"}, {19, "CumReq", "MCP", "u32"},
    {20, "MaxSslConns", "MMP", "u32"}, {21, "CurrSslConns", "MGP", "u32"}, {22, "CumSslConns", "MCP", "u32"}, {23, "Maxpipes", "CLP", "u32"},
    {24, "PipesUsed", "MGP", "u32"}, {25, "PipesFree", "MGP", "u32"}, {26, "ConnRate", "MRP", "u32"}, {27, "ConnRateLimit", "CLP", "u32"},
    {28, "MaxConnRate", "MMP", "u32"}, {29, "SessRate", "MRP", "u32"}, {30, "SessRateLimit", "CLP", "u32"}, {31, "MaxSessRate", "MRP", "u32"},
    {32, "SslRate", "MRP", "u32"}, {33, "SslRateLimit", "CLP", "u32"}, {34, "MaxSslRate", "MMP", "u32"}, {35, "SslFrontendKeyRate", "MGP", "u32"},
    {36, "SslFrontendMaxKeyRate", "MMP", "u32"}, {37, "SslFrontendSessionReuse_pct", "MGP", "u32"}, {38, "SslBackendKeyRate", "MRP", "u32"},
    {39, "SslBackendMaxKeyRate", "MMP", "u32"}, {40, "SslCacheLookups", "MCP", "u32"}, {41, "SslCacheMisses", "MCP", "u32"},
    {42, "CompressBpsIn", "MRP", "u32"}, {43, "CompressBpsOut", "MRP", "u32"}, {44, "CompressBpsRateLim", "CLP", "u32"}, {47, "Tasks", "MGP", "u32"},
    {48, "Run_queue", "MGP", "u32"}, {49, "Idle_pct", "MaP", "u32"}, {50, "node", "COS", "str"}, {52, "Stopping", "MGP", "u32"},
    {53, "Jobs", "MGP", "u32"}, {54, "Unstoppable Jobs", "MGP", "u32"}, {55, "Listeners", "MGP", "u32"}, {56, "ActivePeers", "MGP", "u32"},
    {57, "ConnectedPeers", "MGP", "u32"}, {58, "DroppedLogs", "MGP", "u32"}, {59, "BusyPolling", "MGP", "u32"},
    {60, "FailedResolutions", "MGP", "u32"}, {61, "TotalBytesOut", "MGP", "u64"}, {62, "TotalSplicdedBytesOut", "MGP", "u64"},
    {63, "BytesOutRate", "MRP", "u64"}, {64, "DebugCommandsIssued", "MGP", "u32"}, {65, "CumRecvLogs", "MCP", "u32"},
    {66, "Build info", "POS", "str"}, {67, "Memmax_bytes", "CLP", "u32"}, {68, "PoolAlloc_bytes", "MGP", "u64"}, {69, "PoolUsed_bytes", "MGP", "u64"},
    {70, "Start_time_sec", "MDP", "u32"}, {71, "Tainted", "SGP", "str"},
}};

struct Named {
    char letter;
    std::string_view word;
};
constexpr std::array<Named, 5> origins{{{'M', "Metric"}, {'S', "Status"}, {'K', "Key"}, {'C', "Config"}, {'P', "Product"}}};
constexpr std::array<Named, 9> natures{{{'G', "Gauge"}, {'L', "Limit"}, {'M', "Max"}, {'C', "Counter"}, {'D', "Duration"}, {'A', "Age"}, {'N', "Name"}, {'O', "Output"}, {'R', "Rate"}}};
constexpr std::array<Named, 2> scopes{{{'P', "Process"}, {'S', "Service"}}};
constexpr std::array<Named, 3> objects{{{'F', "Frontend"}, {'B', "Backend"}, {'S', "Server"}}};

template <std::size_t N>
std::string_view word_of(const std::array<Named, N>& words, char letter)
{
    const auto found = std::find_if(words.begin(), words.end(), [&](const Named& named) { return named.letter == letter; });
    return found == words.end() ? "Avg" : found->word;     // the one letter of natures that is small
}

std::string json_text(std::string_view text)
{
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + "\"";
}

/// What stands behind `"field"` in JSON.
std::string json_field(std::int64_t place, std::string_view name, std::string_view tags, std::string_view type, std::string_view value)
{
    return fmt::format(R"("field":{{"pos":{},"name":{}}},"processNum":1,"tags":{{"origin":"{}","nature":"{}","scope":"{}"}},"value":{{"type":"{}","value":{}}}}})", place,
                       json_text(name), word_of(origins, tags[0]), word_of(natures, tags[1]), word_of(scopes, tags[2]), type,
                       type == "str" ? json_text(value) : std::string(value));
}

template <std::size_t N>
const Field* find(const std::array<Field, N>& fields, std::string_view name)
{
    const auto found = std::find_if(fields.begin(), fields.end(), [&](const Field& field) { return field.name == name; });
    return found == fields.end() ? nullptr : &*found;
}

}  // namespace

ShownAs shown_as(std::span<const std::string_view> words)
{
    ShownAs as = ShownAs::text;
    for (const std::string_view word : words)
        if (word == "typed" || word == "json") as = word == "json" ? ShownAs::json : ShownAs::typed;
    return as;
}

std::string object_text(const ShownObject& object, std::span<const ShownField> fields, ShownAs as)
{
    std::string text;
    const std::int64_t last_own = find(columns, "-") - columns.data();
    for (const ShownField& field : fields) {
        const Field* column = find(columns, field.name);
        if (column == nullptr || column->tags.empty()) continue;
        std::int64_t place = column - columns.data();
        if (place > last_own) --place;
        const Field* special = object.kind == 'B' ? find(of_backends, field.name) : nullptr;
        const std::string_view tags = special != nullptr ? special->tags : column->tags;
        if (as == ShownAs::typed) {
            text += fmt::format("{}.{}.{}.{}.{}.1:{}:{}:{}\n", object.kind, object.proxy, object.id, place, field.name, tags, column->type, field.value);
        } else {
            text += fmt::format(R"({}{{"objType":"{}","proxyId":{},"id":{},)", text.empty() ? "" : ",", word_of(objects, object.kind), object.proxy, object.id) +
                    json_field(place, field.name, tags, column->type, field.value);
        }
    }
    return as == ShownAs::json ? "[" + text + "]" : text;
}

std::string process_text(std::span<const ShownField> fields, ShownAs as)
{
    std::string text;
    for (const ShownField& field : fields) {
        const auto figure = std::find_if(figures.begin(), figures.end(), [&](const Figure& each) { return each.name == field.name; });
        if (as == ShownAs::text) text += fmt::format("{}: {}\n", field.name, field.value);
        if (as == ShownAs::text || figure == figures.end()) continue;
        if (as == ShownAs::typed) text += fmt::format("{}.{}.1:{}:{}:{}\n", figure->place, field.name, figure->tags, figure->type, field.value);
        else text += (text.empty() ? "{" : ",{") + json_field(figure->place, field.name, figure->tags, figure->type, field.value);
    }
    return as == ShownAs::json ? "[" + text + "]\n" : text;
}

}  // namespace evenkeel::haproxy
